using System.Diagnostics;

namespace Efs.Api.Tests.Support;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Where the environment says EFS_WRITE=1, tests of generated files write them instead.</summary>
    public static bool Writes => Environment.GetEnvironmentVariable("EFS_WRITE") == "1";

    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>What git answers here; null where there is no history to ask.</summary>
    public static string? Git(params string[] words)
    {
        if (!Path.Exists(File(".git")))
            return null;
        using var git = Process.Start(
            new ProcessStartInfo("git", ["-c", "safe.directory=*", "-C", Root, .. words])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var text = git.StandardError.ReadToEndAsync();
        var response = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? response : throw new InvalidOperationException($"git {string.Join(' ', words)}: {text.Result}");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Efs.Api.sln")))
                return folder.FullName;
        throw new InvalidOperationException("Efs.Api.sln stands in no folder above the tests");
    }
}
