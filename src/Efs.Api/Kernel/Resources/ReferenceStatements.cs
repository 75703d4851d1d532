namespace Efs.Api.Kernel;

/// <summary>The statements that read the reference data; the module that keeps it registers them.</summary>
public sealed record ReferenceStatements(Sql<ReferenceRegion> Regions, Sql<ReferenceItem> Items);
