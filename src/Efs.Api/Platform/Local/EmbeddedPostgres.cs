using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Efs.Api.Platform.Local;

/// <summary>
/// A PostgreSQL server of the service's own, for a machine without a configured database:
/// reached over a unix socket by its own user and root only, started and stopped with the service.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "efs";
    private const string SocketName = ".s.PGSQL.5432";

    // macOS has the shortest: 104 bytes, with the zero at the end.
    private const int LongestSocketPath = 103;
    private const string SettingsMark = "# From here on written anew at every start; what is to last belongs to ALTER SYSTEM.";

    private static readonly string[] noArguments = [];
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(120);

    private readonly string folder;
    private readonly FileStream claim;
    private readonly string home;
    private readonly string programs;
    private readonly string? user;
    private readonly bool durable;
    private readonly SemaphoreSlim gate = new(1, 1);
    private bool stopped;

    private EmbeddedPostgres(string folder, FileStream claim, string home, string programs, string? user, bool durable)
    {
        (this.folder, this.claim, this.home, this.programs, this.user, this.durable) = (folder, claim, home, programs, user, durable);
        Sockets = SocketsOf(home);
    }

    private string Data => Path.Combine(home, "data");
    private string Log => Path.Combine(home, "server.log");
    private string PidFile => Path.Combine(Data, "postmaster.pid");
    private string Sockets { get; }
    private string SocketFile => Path.Combine(Sockets, SocketName);

    /// <summary>Starts the cluster of this folder, made now if there is none yet; one left running by a crash is taken over.</summary>
    public static async Task<EmbeddedPostgres> Start(
        string folder,
        bool install,
        bool durable,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Directory.CreateDirectory(folder);
        var claim = Claim(folder);
        try
        {
            var place = await Place(folder, say, cancellationToken);
            var home = Path.Combine(place, "postgres");
            var programs = await PostgresPrograms.Find(place, VersionOf(home), install, say, cancellationToken);
            var user = await OwnerOf(home, cancellationToken) ?? await PostgresPrograms.OrdinaryUser(cancellationToken);
            var cluster = new EmbeddedPostgres(folder, claim, home, programs, user, durable);
            await cluster.Prepare(say, cancellationToken);
            await cluster.EnsureRunning(cancellationToken);
            return cluster;
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }
    }

    /// <summary>What Npgsql needs to reach a database of this cluster.</summary>
    public string ConnectionString(string database, string? user = null) =>
        new DbConnectionStringBuilder
        {
            ["Host"] = Sockets,
            ["Port"] = 5432,
            ["Database"] = database,
            ["Username"] = user ?? Superuser,
        }.ConnectionString;

    /// <summary>Starts the server again if it has died; while it lives, this costs one connection to its socket.</summary>
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
                    throw new CommandException($"PostgreSQL in {home} did not get ready in {patience.TotalSeconds:0} s.\n{LogSince(0)}");
                await Task.Delay(20, cancellationToken);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Ends the server in good order and gives the folder free.</summary>
    public Task Stop() => Stop("fast");

    public async ValueTask DisposeAsync() => await Stop();

    /// <summary>Ends the server and deletes everything; only for a cluster that was started to be thrown away.</summary>
    public async Task Destroy()
    {
        if (durable)
            throw new CommandException($"The cluster in {home} was started to last.");
        await Stop("immediate");
        foreach (var made in new[] { Path.GetDirectoryName(home)!, folder, Sockets }.Where(Directory.Exists))
            Directory.Delete(made, recursive: true);
    }

    private static FileStream Claim(string folder)
    {
        try
        {
            // The lock ends with its process, however that ends.
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse)
        {
            throw new CommandException($"The folder {folder} is in use: another service runs its database there.", inUse);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new CommandException($"The folder {folder} belongs to another user, who started the service here before.", denied);
        }
    }

    // PostgreSQL refuses root, and the ordinary user it runs as instead may be unable to reach root's folder.
    private static async Task<string> Place(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        var ordinary = await PostgresPrograms.OrdinaryUser(cancellationToken);
        var note = Path.Combine(folder, "WHERE");
        if (ordinary is null || Directory.Exists(Path.Combine(folder, "postgres")))
            return folder;
        if (!File.Exists(note) && await new Command("test", "-x", folder) { User = ordinary }.Succeeds(cancellationToken))
            return folder;

        var place = Path.Combine("/var/lib/efs", Hash(folder));
        await new Command("install", "-d", "-m", "755", "/var/lib/efs", place).Run(cancellationToken);
        var explanation =
            $"The database of {folder} is in {place}: PostgreSQL does not run as root, and no other user can enter the folder.";
        await File.WriteAllTextAsync(note, explanation + "\n", cancellationToken);
        say(explanation);
        return place;
    }

    private static int? VersionOf(string home)
    {
        var file = Path.Combine(home, "data", "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    // Whoever the data belongs to runs it, whichever user would be chosen today.
    private static async Task<string?> OwnerOf(string home, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess || !Directory.Exists(home))
            return null;
        var listed = await new Command("ls", "-ld", home).Run(cancellationToken);
        return listed.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2] is var owner && owner != "root" ? owner : null;
    }

    // A comma or a colon in a host is Npgsql's own notation, and a socket's path has little room.
    private static string SocketsOf(string home) =>
        Encoding.UTF8.GetByteCount(Path.Combine(home, SocketName)) <= LongestSocketPath && !home.AsSpan().ContainsAny(',', ':')
            ? home
            // Not TMPDIR: another one at the next start would hide a server left running. Not for root: anybody may have put a directory of this name into /tmp.
            : Path.Combine(Environment.IsPrivilegedProcess ? "/var/run" : "/tmp", $"efs-{Hash(home)}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private async Task Prepare(Action<string> say, CancellationToken cancellationToken)
    {
        foreach (var directory in new[] { home, Sockets }.Distinct())
        {
            // As it changes the mode of a present directory too, this fails where the directory is somebody else's.
            await new Command("install", ["-d", "-m", "700", .. user is null ? noArguments : ["-o", user], directory]).Run(
                cancellationToken
            );
        }
        if (Directory.Exists(Data))
            return;

        say($"Making a PostgreSQL cluster in {home}");
        // An initdb that outlived a killed service may still write to its draft: so each has its own name, and what can't be deleted now is left for later.
        foreach (var unfinished in Directory.GetDirectories(home, "unfinished-*"))
            await new Command("rm", "-rf", unfinished).Succeeds(cancellationToken);
        var draft = Path.Combine(home, $"unfinished-{Guid.NewGuid():N}");
        try
        {
            await InitDb(draft, "C.UTF-8", cancellationToken);
        }
        catch (CommandException failure) when (failure.Message.Contains("invalid locale", StringComparison.Ordinal))
        {
            await InitDb(draft, "C", cancellationToken);
        }
        Directory.Move(draft, Data);
    }

    private Task<string> InitDb(string directory, string locale, CancellationToken cancellationToken) =>
        Postgres(
                "initdb",
                [
                    "-D",
                    directory,
                    "-U",
                    Superuser,
                    "-E",
                    "UTF8",
                    $"--locale={locale}",
                    "--auth=trust",
                    "--data-checksums",
                    .. durable ? noArguments : ["--no-sync"],
                ]
            )
            .Run(cancellationToken);

    // Null where no server of this cluster runs, else the last line of its postmaster.pid: starting, ready, stopping.
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

    // The socket tells a living server from a stale postmaster.pid whose number is now some other process's; to look into that process may be forbidden even to root.
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
            // Any other failure, such as a full queue in front of the socket, is a sign of life.
            return failure.SocketErrorCode is not (SocketError.ConnectionRefused or SocketError.AddressNotAvailable);
        }
    }

    // False where the processes of a killed server are still busy in its shared memory: to be tried again.
    private async Task<bool> Launch(CancellationToken cancellationToken)
    {
        foreach (var stale in new[] { PidFile, SocketFile, SocketFile + ".lock" })
            File.Delete(stale);
        var settings = Path.Combine(Data, "postgresql.conf");
        // What initdb found out about the machine stands before the mark and stays.
        var found = (await File.ReadAllTextAsync(settings, cancellationToken)).Split(SettingsMark)[0];
        await File.WriteAllTextAsync(settings, found + SettingsMark + Settings(), cancellationToken);
        var logged = File.Exists(Log) ? new FileInfo(Log).Length : 0;
        try
        {
            await PgCtl("start", "-l", Path.GetFileName(Log)).Run(cancellationToken);
            return true;
        }
        catch (CommandException failure)
        {
            var log = LogSince(logged);
            return log.Contains("is still in use", StringComparison.Ordinal)
                ? false
                : throw new CommandException($"PostgreSQL did not start. {failure.Message}\n{log}", failure);
        }
    }

    private async Task Stop(string mode)
    {
        await gate.WaitAsync();
        try
        {
            stopped = true;
            if (await Status(CancellationToken.None) is not null)
                await PgCtl("stop", "-m", mode).Run(CancellationToken.None);
        }
        catch (CommandException failure)
        {
            throw new CommandException($"PostgreSQL did not stop. {failure.Message}\n{LogSince(0)}", failure);
        }
        finally
        {
            await claim.DisposeAsync();
            gate.Release();
        }
    }

    // The folder goes by the environment, the log by its bare name: pg_ctl hands its arguments to a shell, quoted badly.
    private Command PgCtl(params string[] arguments) =>
        Postgres("pg_ctl", [.. arguments, "-s", "-w", "-t", $"{patience.TotalSeconds:0}"]) with
        {
            Limit = patience * 1.5,
            Variables = new() { ["PGDATA"] = Data },
        };

    private Command Postgres(string program, params string[] arguments) =>
        new(Path.Combine(programs, program), arguments)
        {
            User = user,
            Folder = home,
            Limit = patience,
        };

    // Errors stay out of the log, because their texts quote values of the registry; the service that receives them counts them.
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
