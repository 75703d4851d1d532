namespace Efs.Api.Kernel;

/// <summary>A statement without rows in its answer.</summary>
public readonly record struct Sql(string Text);

/// <summary>A statement that knows the shape of one row of its answer.</summary>
public readonly record struct Sql<TRow>(string Text);
