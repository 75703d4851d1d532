using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;
using Efs.Api.Kernel;
using EvolveDb;
using Npgsql;
using Polly;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Brings a database to the schema of this program: Evolve applies each migration once and in order, then the repeatable
/// scripts that changed; then come the triggers that differ and the reference data that changed. Of several instances one migrates
/// while the others wait.
/// </summary>
/// <param name="owner">Connections of the role that owns the schema.</param>
/// <param name="references">The tables of the reference data.</param>
/// <param name="report">Is told, in a line, for which session the migration waits.</param>
internal sealed partial class Migrator(NpgsqlDataSource owner, ReferenceTables references, Action<string>? report = null)
{
    /// <summary>Asks for the names of the migrations that a database has, for <see cref="Missing"/>.</summary>
    public const string Applied = "SELECT name FROM platform.migration WHERE success";

    private const string Migrations = "db.migrations.";
    private const string Repeatable = "db.repeatable.";
    private const int Lock = 0x4546_5300;
    private const string FindOwnLockHolder = """
        SELECT a.pid, coalesce(a.query, '') AS query
        FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = @Lock
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;
    private const string FindBlockers =
        "SELECT pid, coalesce(query, '') AS query FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids(@Pid)) ORDER BY pid";

    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(200),
        reportInterval = TimeSpan.FromMilliseconds(500);
    private static readonly Assembly assembly = typeof(Migrator).Assembly;

    // Requests queue behind a statement that waits for a lock, so a migration waits for two seconds and lets them pass for three.
    // Its script is rolled back and run again.
    private static readonly ResiliencePipeline untilLocked = new ResiliencePipelineBuilder()
        .AddRetry(
            new()
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(failed =>
                    failed.GetBaseException()
                        is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected }
                ),
                MaxRetryAttempts = 120,
                Delay = TimeSpan.FromSeconds(3),
                UseJitter = true,
            }
        )
        .Build();

    private string? reported;

    private sealed record Session(int Pid, string Query);

    /// <returns>What was applied, in order; empty when the database was up to date.</returns>
    /// <exception cref="EvolveException">A migration failed, or was edited after it had been applied to this database.</exception>
    public async Task<IReadOnlyList<string>> Run(CancellationToken cancellationToken)
    {
        // The lock of a transaction ends with its connection, whatever happens. Evolve's own lock is asked for every 3 seconds.
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        while (!await connection.ExecuteScalarAsync<bool>("SELECT pg_try_advisory_xact_lock(@Lock)", new { Lock }))
        {
            await Report("another instance that migrates", FindOwnLockHolder, new { Lock }, cancellationToken);
            await Task.Delay(betweenLooks, cancellationToken);
        }
        var applied = new List<string>();
        await untilLocked.ExecuteAsync(async token => await Migrate(applied, token), cancellationToken);
        applied.AddRange(await new ReferenceLoader(connection, references).Load(cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return applied;
    }

    /// <summary>Names of the migrations that a database lacks which has the given ones.</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<string> applied) => [.. Names.Except(applied).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Names =>
        from name in assembly.GetManifestResourceNames()
        where name.StartsWith(Migrations, StringComparison.Ordinal)
        select name[Migrations.Length..];

    private async Task Migrate(List<string> applied, CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("SET lock_timeout = '2s'; SET statement_timeout = 0");
        var evolve = new Evolve(connection)
        {
            EmbeddedResourceAssemblies = [assembly],
            EmbeddedResourceFilters = [Migrations, Repeatable],
            Schemas = ["platform"],
            MetadataTableName = "migration",
            OutOfOrder = true, // of two changes the one with the lower number may be released last
            CommandTimeout = 0,
            IsEraseDisabled = true,
        };
        var migrating = Task.Run(
            () =>
            {
                try
                {
                    evolve.Migrate(); // it has no asynchronous methods
                }
                finally
                {
                    applied.AddRange(evolve.AppliedMigrations);
                }
                connection.Execute("CALL platform.ensure_triggers()", commandTimeout: 0);
                connection.Execute("SELECT platform.ensure_audit_months()", commandTimeout: 0);
            },
            cancellationToken
        );
        while (await Task.WhenAny(migrating, Task.Delay(reportInterval, cancellationToken)) != migrating)
            await Report("a lock", FindBlockers, new { Pid = connection.ProcessID }, cancellationToken);
        await migrating;
    }

    // On a connection of its own: within a transaction the sessions look as they did at first.
    private async Task Report(string waitsFor, string findHolders, object parameters, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await owner.OpenConnectionAsync(cancellationToken);
            var holders = await connection.QueryAsync<Session>(findHolders, parameters);
            var line = string.Join("; ", holders.Select(h => $"session {h.Pid}: {WhiteSpace().Replace(h.Query, " ")}"));
            if (line.Length == 0 || line == reported)
                return;
            reported = line;
            report?.Invoke($"The migration waits for {waitsFor}, held by {line}");
        }
        catch (NpgsqlException) { } // the migration does not need the line
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
