using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CliWrap;

namespace Efs.Local;

/// <summary>
/// A private PostgreSQL server for a development machine. It listens on a unix socket that only its own user and root reach,
/// and starts and stops with the program that owns it.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "efs";
    private const string SocketName = ".s.PGSQL.5432";

    // macOS has the shortest: 104 bytes, with the zero at the end.
    private const int LongestSocketPath = 103;
    private const string SettingsMark = "# Every start rewrites what follows. Use ALTER SYSTEM for settings that are to last.";

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(120);

    private readonly string folder;
    private readonly FileStream folderLock;
    private readonly string home;
    private readonly string programs;
    private readonly string? user;
    private readonly bool durable;
    private readonly SemaphoreSlim gate = new(1, 1);
    private bool stopped;

    private EmbeddedPostgres(string folder, FileStream folderLock, string home, string programs, string? user, bool durable)
    {
        this.folder = folder;
        this.folderLock = folderLock;
        this.home = home;
        this.programs = programs;
        this.user = user;
        this.durable = durable;
        Sockets = SocketsOf(home);
    }

    private string Data => Path.Combine(home, "data");
    private string Log => Path.Combine(home, "server.log");
    private string PidFile => Path.Combine(Data, "postmaster.pid");
    private string Sockets { get; }
    private string SocketFile => Path.Combine(Sockets, SocketName);

    /// <summary>
    /// Starts the cluster of this folder and creates it first where there is none. A server that a crash left running is taken over.
    /// </summary>
    public static async Task<EmbeddedPostgres> Start(
        string folder,
        bool install,
        bool durable,
        Action<string> report,
        CancellationToken cancellationToken
    )
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Directory.CreateDirectory(folder);
        var folderLock = LockFolder(folder);
        try
        {
            var location = await LocationOf(folder, report, cancellationToken);
            var home = Path.Combine(location, "postgres");
            var programs = await PostgresPrograms.Find(location, VersionOf(home), install, report, cancellationToken);
            var user = await OwnerOf(home, cancellationToken) ?? await PostgresPrograms.OrdinaryUser(cancellationToken);
            var cluster = new EmbeddedPostgres(folder, folderLock, home, programs, user, durable);
            await cluster.Prepare(report, cancellationToken);
            await cluster.EnsureRunning(cancellationToken);
            return cluster;
        }
        catch
        {
            await folderLock.DisposeAsync();
            throw;
        }
    }

    /// <summary>The Npgsql connection string of a database of this cluster.</summary>
    public string ConnectionString(string database, string? user = null) =>
        new DbConnectionStringBuilder
        {
            ["Host"] = Sockets,
            ["Port"] = 5432,
            ["Database"] = database,
            ["Username"] = user ?? Superuser,
        }.ConnectionString;

    /// <summary>Starts the server again if it has died. While it runs, this costs one connection to its socket.</summary>
    public async Task EnsureRunning(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(stopped, this);
            var deadline = DateTime.UtcNow + patience;
            while (true)
            {
                var status = await Status(cancellationToken);
                if (status is "ready" || (status is null && await Launch(cancellationToken)))
                    return;
                if (DateTime.UtcNow > deadline)
                    throw new LocalPostgresException(
                        $"PostgreSQL in {home} was not ready after {patience.TotalSeconds:0} s.\n{LogSince(0)}"
                    );
                await Task.Delay(20, cancellationToken);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Shuts the server down and releases the folder.</summary>
    public Task Stop() => Stop("fast");

    public async ValueTask DisposeAsync() => await Stop();

    /// <summary>Ends the server and deletes all of its files; only for a cluster that is not durable.</summary>
    public async Task Destroy()
    {
        if (durable)
            throw new LocalPostgresException($"The cluster in {home} is durable and is not destroyed.");
        await Stop("immediate");
        foreach (var created in new[] { Path.GetDirectoryName(home)!, folder, Sockets }.Where(Directory.Exists))
            Directory.Delete(created, recursive: true);
    }

    private static FileStream LockFolder(string folder)
    {
        try
        {
            // The operating system releases the lock when the process ends, even if it is killed.
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse)
        {
            throw new LocalPostgresException($"The folder {folder} is in use: another process runs its database there.", inUse);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new LocalPostgresException($"The folder {folder} belongs to another user who started the service here before.", denied);
        }
    }

    // PostgreSQL does not run as root, and the ordinary user that it runs as instead may be unable to reach root's folder.
    private static async Task<string> LocationOf(string folder, Action<string> report, CancellationToken cancellationToken)
    {
        var ordinary = await PostgresPrograms.OrdinaryUser(cancellationToken);
        var note = Path.Combine(folder, "WHERE");
        if (ordinary is null || Directory.Exists(Path.Combine(folder, "postgres")))
            return folder;
        if (!File.Exists(note) && await SystemProgram.Named("test", ["-x", folder], ordinary).Succeeds(cancellationToken))
            return folder;

        var location = Path.Combine("/var/lib/efs", Hash(folder));
        await SystemProgram.Named("install", ["-d", "-m", "755", "/var/lib/efs", location]).Run(cancellationToken);
        var explanation =
            $"The database of {folder} is in {location}: PostgreSQL does not run as root, and no other user can enter the folder.";
        await File.WriteAllTextAsync(note, explanation + "\n", cancellationToken);
        report(explanation);
        return location;
    }

    private static int? VersionOf(string home)
    {
        var file = Path.Combine(home, "data", "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    // The owner of existing data runs the server, whichever user would be chosen for new data.
    private static async Task<string?> OwnerOf(string home, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess || !Directory.Exists(home))
            return null;
        var listed = await SystemProgram.Named("ls", ["-ld", home]).Run(cancellationToken);
        return listed.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2] is var owner && owner != "root" ? owner : null;
    }

    // Npgsql gives a comma and a colon in a host a meaning of their own, and the length of a socket's path is limited.
    private static string SocketsOf(string home) =>
        Encoding.UTF8.GetByteCount(Path.Combine(home, SocketName)) <= LongestSocketPath && !home.AsSpan().ContainsAny(',', ':')
            ? home
            // TMPDIR may differ at the next start and would hide a server that still runs.
            // In /tmp, anybody may have created a directory of this name before root does.
            : Path.Combine(Environment.IsPrivilegedProcess ? "/var/run" : "/tmp", $"efs-{Hash(home)}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private async Task Prepare(Action<string> report, CancellationToken cancellationToken)
    {
        foreach (var directory in new[] { home, Sockets }.Distinct())
        {
            // install also sets the mode of an existing directory, so it fails where the directory belongs to somebody else.
            IEnumerable<string> owner = user is null ? [] : ["-o", user];
            await SystemProgram.Named("install", ["-d", "-m", "700", .. owner, directory]).Run(cancellationToken);
        }
        if (Directory.Exists(Data))
            return;

        report($"Creating a PostgreSQL cluster in {home}");
        // The initdb of a killed process may still write to its draft. So each draft has its own name, and one that cannot be
        // deleted now is left for the next start.
        foreach (var unfinished in Directory.GetDirectories(home, "unfinished-*"))
            await SystemProgram.Named("rm", ["-rf", unfinished]).Succeeds(cancellationToken);
        var draft = Path.Combine(home, $"unfinished-{Guid.NewGuid():N}");
        try
        {
            await InitDb(draft, "C.UTF-8", cancellationToken);
        }
        catch (LocalPostgresException failure) when (failure.Message.Contains("invalid locale", StringComparison.Ordinal))
        {
            await InitDb(draft, "C", cancellationToken);
        }
        Directory.Move(draft, Data);
    }

    private Task<string> InitDb(string directory, string locale, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            $"--pgdata={directory}",
            $"--username={Superuser}",
            "--encoding=UTF8",
            $"--locale={locale}",
            "--auth=trust",
            "--data-checksums",
        ];
        return Program("initdb", durable ? arguments : [.. arguments, "--no-sync"]).Run(cancellationToken, patience);
    }

    // Null where no server of this cluster runs; else the last line of postmaster.pid: starting, ready or stopping.
    private async Task<string?> Status(CancellationToken cancellationToken)
    {
        if (!await Answers(cancellationToken))
            return null;
        try
        {
            return File.ReadLines(PidFile).ElementAtOrDefault(7)?.Trim() ?? "starting";
        }
        catch (IOException)
        {
            return "stopping";
        }
    }

    // The process id in a stale postmaster.pid may be another process's by now, and even root may be forbidden to look into it.
    // The socket answers only if the server runs.
    private async Task<bool> Answers(CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketFile), cancellationToken);
            return true;
        }
        catch (SocketException failure) when (failure.SocketErrorCode is not SocketError.AccessDenied)
        {
            // Any other failure, such as a full queue of connections, shows that the server runs.
            return failure.SocketErrorCode is not (SocketError.ConnectionRefused or SocketError.AddressNotAvailable);
        }
    }

    // False while processes of a killed server still use its shared memory: the caller tries again.
    private async Task<bool> Launch(CancellationToken cancellationToken)
    {
        foreach (var stale in new[] { PidFile, SocketFile, SocketFile + ".lock" })
            File.Delete(stale);
        var settings = Path.Combine(Data, "postgresql.conf");
        // The lines before the mark are initdb's findings about the machine and are kept.
        var found = (await File.ReadAllTextAsync(settings, cancellationToken)).Split(SettingsMark)[0];
        await File.WriteAllTextAsync(settings, found + SettingsMark + Settings(), cancellationToken);
        var logged = File.Exists(Log) ? new FileInfo(Log).Length : 0;
        try
        {
            await PgCtl(cancellationToken, "start", "-l", Path.GetFileName(Log));
            return true;
        }
        catch (LocalPostgresException failure)
        {
            var log = LogSince(logged);
            return log.Contains("is still in use", StringComparison.Ordinal)
                ? false
                : throw new LocalPostgresException($"PostgreSQL did not start. {failure.Message}\n{log}", failure);
        }
    }

    private async Task Stop(string mode)
    {
        await gate.WaitAsync();
        try
        {
            stopped = true;
            if (await Status(CancellationToken.None) is not null)
                await PgCtl(CancellationToken.None, "stop", "-m", mode);
        }
        catch (LocalPostgresException failure)
        {
            throw new LocalPostgresException($"PostgreSQL did not stop. {failure.Message}\n{LogSince(0)}", failure);
        }
        finally
        {
            await folderLock.DisposeAsync();
            gate.Release();
        }
    }

    // pg_ctl passes its arguments to a shell without quoting them well: so the folder goes by the environment, the log by its bare name.
    private Task<string> PgCtl(CancellationToken cancellationToken, params string[] arguments) =>
        Program("pg_ctl", [.. arguments, "-s", "-w", "-t", $"{patience.TotalSeconds:0}"])
            .WithEnvironmentVariables(variables => variables.Set("LC_ALL", "C").Set("PGDATA", Data))
            .Run(cancellationToken, patience * 1.5);

    private Command Program(string name, params string[] arguments) =>
        SystemProgram.Named(Path.Combine(programs, name), arguments, user).WithWorkingDirectory(home);

    // Errors are not logged, because their texts quote personal data; the service that receives them counts them.
    private string Settings() =>
        $"""

            listen_addresses = ''
            port = 5432
            unix_socket_directories = '{(Sockets == home ? ".." : Sockets)}'
            unix_socket_permissions = 0700
            max_connections = 100
            shared_buffers = 256MB
            wal_compression = on
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            lc_messages = 'C'
            log_line_prefix = '%m [%p] '
            log_min_messages = log
            log_min_error_statement = panic
            log_checkpoints = off
            {(durable ? "" : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")}
            """;

    private string LogSince(long position)
    {
        if (!File.Exists(Log))
            return "";
        using var log = new StreamReader(Log, new FileStreamOptions { Share = FileShare.ReadWrite });
        log.BaseStream.Position = Math.Max(position, log.BaseStream.Length - 4000);
        return log.ReadToEnd();
    }
}
