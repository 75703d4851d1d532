using Efs.Api.Kernel;

namespace Efs.Api.Platform.Postgres;

/// <summary>A rule by which a module deletes old data.</summary>
internal interface IRetentionRule
{
    /// <summary>The name of what is deleted, for the log.</summary>
    string Name { get; }

    /// <summary>Deletes a part of what is due in the current transaction and returns its size; 0 when nothing is left.</summary>
    Task<int> Delete(Db db, CancellationToken cancellationToken);
}

/// <summary>
/// Applies the retention rules a minute after the start and then every hour, a part at a time. A rule runs on one instance at a
/// time; the others leave it to that one.
/// </summary>
internal sealed partial class Retention(IServiceScopeFactory scopes, IEnumerable<IRetentionRule> rules, ILogger<Retention> log)
    : BackgroundService
{
    private static readonly TimeSpan afterStart = TimeSpan.FromMinutes(1);
    private static readonly Sql<bool> take = new("SELECT pg_try_advisory_xact_lock(hashtextextended('retention of ' || @name, 0))");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(afterStart, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested)
            return;
        await Apply(stoppingToken);
        await PeriodicWork.Run(TimeSpan.FromHours(1), () => Apply(stoppingToken), _ => { }, stoppingToken);
    }

    /// <summary>Deletes until nothing is due. A rule that fails runs again in the next hour and does not delay the others.</summary>
    internal async Task Apply(CancellationToken cancellationToken)
    {
        foreach (var rule in rules)
            try
            {
                for (var deleted = 1; deleted > 0; )
                {
                    await using var scope = scopes.CreateAsyncScope();
                    var db = scope.ServiceProvider.GetRequiredService<Db>();
                    deleted = await db.InTransaction(
                        async () =>
                            await db.QuerySingleOrDefault(take, new { rule.Name }, cancellationToken)
                                ? await rule.Delete(db, cancellationToken)
                                : 0,
                        cancellationToken
                    );
                }
            }
            catch (Exception failure)
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                Failed(log, rule.Name, failure.GetType().Name);
            }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old {What} could not be deleted: {Exception}")]
    private static partial void Failed(ILogger log, string what, string exception);
}
