namespace Efs.Api.Tests.Support;

/// <summary>A file of the repository that is written from the program and kept true by a test.</summary>
internal static class Generated
{
    /// <summary>Compares the file with what it should say; with EFS_WRITE=1, writes it instead.</summary>
    public static void IsTrue(string path, string should)
    {
        var file = Path.Combine(Root(), path);
        if (Environment.GetEnvironmentVariable("EFS_WRITE") == "1")
            File.WriteAllText(file, should);
        var error = Difference(path, File.Exists(file) ? File.ReadAllText(file) : "", should);
        Assert.True(error is null, error);
    }

    /// <summary>What is wrong with the file, told by its first line that differs; null when nothing is.</summary>
    public static string? Difference(string path, string says, string should)
    {
        var (old, now) = (says.ReplaceLineEndings("\n").Split('\n'), should.Split('\n'));
        var line = Enumerable
            .Range(0, Math.Max(old.Length, now.Length))
            .FirstOrDefault(i => old.ElementAtOrDefault(i) != now.ElementAtOrDefault(i), -1);
        return line < 0
            ? null
            : $"""
                {path} is not what the program is now. Write it anew with «EFS_WRITE=1 ./test.sh» and commit it.
                Line {line + 1} says    {old.ElementAtOrDefault(line) ?? "(nothing)"}
                it should say  {now.ElementAtOrDefault(line) ?? "(nothing)"}
                """;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Efs.Api.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run outside of the repository");
    }
}
