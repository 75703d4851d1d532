namespace Efs.Api.Kernel;

/// <summary>A file of reference data, and the statement that moves it from <c>pg_temp.incoming</c> into its own table.</summary>
public sealed record ReferenceTable(string File, Sql Upsert);

/// <summary>Where the files of reference data go.</summary>
/// <param name="Tables">Files with tables of their own, in the order of loading.</param>
/// <param name="Dictionary">The statement of any other file: a dictionary, named by the parameter <c>@file</c>.</param>
public sealed record ReferenceTables(IReadOnlyList<ReferenceTable> Tables, Sql Dictionary)
{
    public int OrderOf(string file) => Tables.Index().FirstOrDefault(t => t.Item.File == file, (Tables.Count, null!)).Index;

    public Sql UpsertOf(string file) => Tables.FirstOrDefault(t => t.File == file)?.Upsert ?? Dictionary;
}
