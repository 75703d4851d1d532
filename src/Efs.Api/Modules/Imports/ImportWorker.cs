using System.Collections.Concurrent;
using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Runs queued imports: those of one resource of a region one after another, others side by side, regions without a running
/// import first. A region has half of the places at most, and the last one is for a region that has none. Any instance may claim
/// an import, also one whose lease another instance has let expire.
/// </summary>
internal sealed partial class ImportWorker(IServiceScopeFactory scopes, Cipher cipher, Settings settings, ILogger<ImportWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(50); // small files wait longer for a look than they run

    private static readonly Sql<StoredImport> claim = new(
        $"""
        UPDATE imports.import AS i
        SET state = 'running', worker = @worker, {ImportProgress.Leased}, attempts = i.attempts + 1,
            started_at = coalesce(i.started_at, now())
        FROM (
            SELECT c.id, c.region_code
            FROM imports.import c
            WHERE (c.state = 'queued' OR (c.state = 'running' AND (c.leased_until < now() OR c.worker = @worker)))
              AND c.id <> ALL (@running)
              AND (SELECT count(*) FROM imports.import r
                   WHERE r.region_code = c.region_code AND r.state = 'running' AND r.leased_until >= now()) < @share
              AND NOT EXISTS (
                  SELECT
                  FROM imports.import o
                  WHERE o.region_code = c.region_code AND o.resource = c.resource AND o.id <> c.id
                    AND (o.state = 'running' OR (c.state = 'queued' AND o.state = 'queued' AND o.position < c.position)))
            ORDER BY (SELECT count(*) FROM imports.import r WHERE r.region_code = c.region_code AND r.state = 'running'), c.position
            LIMIT 1
            FOR UPDATE SKIP LOCKED
        ) next
        WHERE i.id = next.id AND i.region_code = next.region_code
        RETURNING {StoredImport.Columns}
        """
    );

    // A live instance renews its leases; an import whose lease expires is claimed by another.
    private static readonly Sql renew = new(
        $"""
        UPDATE imports.import
        SET {ImportProgress.Leased}
        WHERE id = ANY (@running) AND worker = @worker AND state = 'running' AND leased_until < now() + interval '6 seconds'
        """
    );

    private readonly Guid worker = Guid.NewGuid();
    private readonly int atOnce = Math.Clamp(settings.Pool / 4, 1, 4); // each holds a connection, at times two
    private readonly ConcurrentDictionary<Guid, Task> running = [];

    // Two batches are written at a time, which PostgreSQL and this process share well; imports take turns. An import that is one
    // transaction may wait for a lock for long, with a turn that only others of its kind miss.
    private readonly SemaphoreSlim turns = new(2),
        turnsOfTransactions = new(1);

    public override void Dispose()
    {
        turns.Dispose();
        turnsOfTransactions.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await PeriodicWork.Run(
            betweenLooks,
            () => TakeUp(stoppingToken),
            failure =>
            {
                if (!Resilience.IsAway(failure))
                    Failed(log, failure.GetType().Name);
            },
            stoppingToken
        ); // requests log a database that is away
        await Task.WhenAll(running.Values);
    }

    private async Task TakeUp(CancellationToken stopping)
    {
        if (!running.IsEmpty)
        {
            await using var renewing = scopes.CreateAsyncScope();
            await renewing
                .ServiceProvider.GetRequiredService<Db>()
                .Execute(renew, new { worker, running = running.Keys.ToArray() }, stopping);
        }
        while (running.Count < atOnce)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Db>();
            var share = running.Count + 1 < atOnce ? Math.Max(1, atOnce / 2) : 1;
            if (
                await db.QuerySingleOrDefault(
                    claim,
                    new
                    {
                        worker,
                        running = running.Keys.ToArray(),
                        share,
                    },
                    stopping
                )
                is not { } import
            )
                return;
            var noted = new TaskCompletionSource();
            running[import.Id] = Run(import, noted.Task, stopping);
            noted.SetResult();
        }
    }

    // A failure that reaches this point is not the file's fault: the import is run again.
    private async Task Run(StoredImport import, Task noted, CancellationToken stopping)
    {
        await noted;
        var progress = new ImportProgress(scopes, cipher, worker, import);
        try
        {
            await new ImportJob(scopes, import.IsAtomicRun ? turnsOfTransactions : turns, progress).Run(stopping);
        }
        catch (Exception failure)
        {
            if (stopping.IsCancellationRequested)
                await Rest(progress, 0, isAttempt: false); // another instance goes on at once
            else
            {
                var (state, constraint) = PostgresErrors.Describe(failure);
                Interrupted(
                    log,
                    failure is ProblemException problem ? problem.Error.Code : failure.GetType().FullName!,
                    state,
                    constraint,
                    Resilience.IsAway(failure) ? null : failure.StackTrace
                );
                if (ImportJob.IsOfDatabase(failure))
                    await Rest(progress, 5, isAttempt: false);
                else
                    await Rest(progress, Math.Min(60.0, Math.Pow(2, import.Attempts - 1)), isAttempt: true);
            }
        }
        finally
        {
            running.TryRemove(import.Id, out _);
        }
    }

    private static async Task Rest(ImportProgress progress, double seconds, bool isAttempt)
    {
        try
        {
            await progress.Rest(seconds, isAttempt, CancellationToken.None);
        }
        catch (Exception)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        } // the database is still away: the lease expires
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An import was interrupted: {Exception} {SqlState} {Constraint} {StackTrace}")]
    private static partial void Interrupted(ILogger log, string exception, string? sqlState, string? constraint, string? stackTrace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Imports could not be looked for: {Exception}")]
    private static partial void Failed(ILogger log, string exception);
}
