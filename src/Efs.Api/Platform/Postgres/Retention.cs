namespace Efs.Api.Platform.Postgres;

/// <summary>A rule by which a module deletes old data.</summary>
internal interface IRetentionRule
{
    /// <summary>The name of what is deleted, for the log.</summary>
    string Name { get; }

    /// <summary>Deletes a part of what is due and returns its size; 0 when nothing is left.</summary>
    Task<int> Delete(Db db, CancellationToken cancellationToken);
}

/// <summary>Applies the retention rules of the modules every hour, a part at a time.</summary>
internal sealed partial class Retention(IServiceScopeFactory scopes, IEnumerable<IRetentionRule> rules, ILogger<Retention> log)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.Run(TimeSpan.FromHours(1), () => Apply(stoppingToken), _ => { }, stoppingToken);

    /// <summary>Deletes until nothing is due. A rule that fails runs again in the next hour and does not delay the others.</summary>
    internal async Task Apply(CancellationToken cancellationToken)
    {
        foreach (var rule in rules)
            try
            {
                for (var deleted = 1; deleted > 0; )
                {
                    await using var scope = scopes.CreateAsyncScope();
                    deleted = await rule.Delete(scope.ServiceProvider.GetRequiredService<Db>(), cancellationToken);
                }
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(log, rule.Name, failure.GetType().Name);
            }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old {What} could not be deleted: {Exception}")]
    private static partial void Failed(ILogger log, string what, string exception);
}
