namespace Efs.Api.Kernel;

/// <summary>A statement without result rows.</summary>
public readonly record struct Sql(string Text);

/// <summary>A statement with the type of its result rows.</summary>
public readonly record struct Sql<TRow>(string Text);
