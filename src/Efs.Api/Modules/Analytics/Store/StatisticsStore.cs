using System.Threading.RateLimiting;
using DuckDB.NET.Data;
using Efs.Api.Kernel;
using Efs.Api.Platform;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// The statistics store: DuckDB in this process, with the facts as columns of numbers. It is a copy that can be made anew from PostgreSQL
/// at any time. One writer, many readers; a reader sees the store at one version.
/// </summary>
internal sealed partial class StatisticsStore(Settings settings, ILogger<StatisticsStore> log) : IDisposable
{
    private readonly string folder = settings.AnalyticsFolder ?? Path.Combine(Path.GetTempPath(), $"efs-analytics-{Guid.NewGuid():N}");
    private readonly ConcurrencyLimiter readers = new(Permits(2 * settings.AnalyticsThreads));

    // One client's questions leave half of the places to the others.
    private readonly PartitionedRateLimiter<string> readersOfClient = PartitionedRateLimiter.Create<string, string>(client =>
        RateLimitPartition.GetConcurrencyLimiter(client, _ => Permits(settings.AnalyticsThreads))
    );
    private readonly SemaphoreSlim turn = new(1);
    private DuckDBConnection? first; // keeps the database open
    private volatile StatisticsState? state;

    /// <summary>The numbers of codes.</summary>
    public CodeNumbers Codes { get; private set; } = new();

    /// <summary>What the store equals; null while it can't answer.</summary>
    public StatisticsState? State => state;

    /// <summary>How far it is loaded, from 0 to 1.</summary>
    public double Progress { get; set; }

    /// <summary>The folder into which files may be written for answers.</summary>
    public string Exports => Path.Combine(folder, "exports");

    private string File => Path.Combine(folder, "statistics.duckdb");

    /// <summary>Opens the file. One that is damaged or of another kind is set aside.</summary>
    /// <param name="identity">Identifies the database and the definition of the facts.</param>
    /// <returns>Whether the file holds what the identity says, so that it can be gone on from.</returns>
    public async Task<bool> Open(string identity)
    {
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Exports);
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return await Task.Run(() => Restore(identity));
        }
        catch (DuckDBException damaged) when (System.IO.File.Exists(File) && !damaged.Message.Contains("lock", StringComparison.Ordinal))
        {
            SetAside();
            Damaged(log, damaged.GetType().Name);
            return await Task.Run(() => Restore(identity));
        }
    }

    /// <summary>Closes the store and sets its file aside: it is made anew.</summary>
    public void SetAside()
    {
        Close();
        foreach (var file in Directory.GetFiles(folder, "statistics.duckdb*"))
            if (file.EndsWith(".damaged", StringComparison.Ordinal))
                System.IO.File.Delete(file);
            else
                System.IO.File.Move(file, $"{file}.damaged", overwrite: true);
    }

    /// <summary>Lets one work at a time take a snapshot of PostgreSQL and bring the store to it.</summary>
    public async Task InTurn(Func<Task> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Whether the store keeps these columns of the facts, in this order.</summary>
    public bool Has(IReadOnlyList<(Fact Fact, IReadOnlyList<FactColumn> Columns)> facts)
    {
        using var connection = Connect();
        var kept = StatisticsReader.Columns(connection);
        return facts.All(f => kept[f.Fact.Name].SequenceEqual(f.Columns.Select(c => c.Name)));
    }

    /// <summary>Changes the store in one transaction, together with what it then equals.</summary>
    public async Task Write(Func<StatisticsWriter, Task<StatisticsState>> work)
    {
        await using var connection = Connect();
        using var writer = new StatisticsWriter(connection, Codes);
        var reached = await work(writer);
        writer.Commit(reached);
        state = reached;
    }

    /// <summary>Does what a writer can, and takes it back.</summary>
    public async Task Inspect(Func<StatisticsWriter, Task> work)
    {
        await using var connection = Connect();
        using var writer = new StatisticsWriter(connection, Codes);
        await work(writer);
    }

    /// <summary>Tells that the store equals the tables at a later time, too.</summary>
    public void Confirm(DateTime asOf) => state = state! with { AsOf = asOf };

    /// <summary>
    /// Runs questions at one version of the store. They are interrupted when their time is over or nobody waits for them.
    /// </summary>
    /// <param name="client">Who asks.</param>
    /// <param name="work">The questions.</param>
    /// <param name="cancellationToken">Ends them when nobody waits.</param>
    /// <exception cref="ProblemException">The store is loading, is off or is out of memory, or the time is over.</exception>
    public async Task<T> Read<T>(string client, Func<StatisticsReader, T> work, CancellationToken cancellationToken)
    {
        if (!settings.HasAnalytics)
            throw AnalyticsErrors.Off.ToException();
        if (state is null)
            throw AnalyticsErrors.Loading(Progress);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(settings.QuerySeconds));
        try
        {
            using var own = await readersOfClient.AcquireAsync(client, 1, limit.Token);
            using var place = await readers.AcquireAsync(1, limit.Token);
            return await Task.Run(
                () =>
                {
                    using var connection = Connect();
                    using var reader = new StatisticsReader(connection, Codes, state, limit.Token);
                    return work(reader);
                },
                CancellationToken.None
            );
        }
        catch (DuckDBException failure) when (failure.Message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase))
        {
            throw CommonErrors.Busy.ToException();
        }
        // An interrupted statement fails in more than one way.
        catch (Exception ended) when (ended is OperationCanceledException or DuckDBException && limit.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw AnalyticsErrors.TimeIsOver.ToException();
        }
    }

    public void Dispose()
    {
        Close();
        readers.Dispose();
        readersOfClient.Dispose();
        if (settings.AnalyticsFolder is null && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private void Close()
    {
        state = null;
        first?.Dispose();
        first = null;
        Codes = new();
    }

    private bool Restore(string identity)
    {
        Close();
        if (!System.IO.File.Exists(File))
            using (var created = new DuckDBConnection($"Data Source={File}"))
                created.Open();
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        first = Connect();
        // Nothing outside of the folder, nothing from the network, and no setting after these.
        first.Execute($"SET temp_directory = '{Path.Combine(folder, "spill")}'");
        first.Execute($"SET memory_limit = '{settings.AnalyticsMemory}MB'");
        first.Execute($"SET threads = {settings.AnalyticsThreads}");
        first.Execute("SET preserve_insertion_order = true");
        first.Execute($"SET allowed_directories = ['{Exports}']");
        first.Execute("SET autoinstall_known_extensions = false");
        first.Execute("SET autoload_known_extensions = false");
        first.Execute("SET allow_community_extensions = false");
        first.Execute("SET enable_external_access = false");
        first.Execute("SET lock_configuration = true");
        StatisticsWriter.CreateBookkeeping(first);
        if (StatisticsReader.Restore(first, identity, Codes) is not { } restored)
            return false;
        state = restored;
        return true;
    }

    private static ConcurrencyLimiterOptions Permits(int number) => new() { PermitLimit = number, QueueLimit = int.MaxValue };

    private DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection($"Data Source={File}");
        connection.Open();
        return connection;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file of the statistics store was set aside, for {Exception}; it is made anew")]
    private static partial void Damaged(ILogger log, string exception);
}
