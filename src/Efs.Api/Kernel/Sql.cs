namespace Efs.Api.Kernel;

/// <summary>A statement without rows in its answer.</summary>
public readonly record struct Sql(string Text)
{
    /// <summary>The statement kept in the .sql file of the same name beside the message's .cs file.</summary>
    public static Sql<TRow> Beside<TRow>(Type owner, string name)
    {
        using var file = owner.Assembly.GetManifestResourceStream(owner, $"{name}.sql")
            ?? throw new InvalidOperationException($"{name}.sql is not embedded beside {owner}");
        using var reader = new StreamReader(file);
        return new(reader.ReadToEnd());
    }
}

/// <summary>A statement that knows the shape of one row of its answer.</summary>
public readonly record struct Sql<TRow>(string Text);
