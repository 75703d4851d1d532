using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Lets go of changes that are older than the feed is kept of deliveries older than thirty days, and of imports that are over as long as the settings say, some thousand a transaction, while the service runs.</summary>
internal sealed partial class Retention(IServiceScopeFactory scopes, Settings settings, ILogger<Retention> log) : BackgroundService
{
    private static readonly Sql forget = new("""
        WITH old AS (
            DELETE FROM exchange.commit m
            WHERE (m.region_code, m.place) IN (SELECT o.region_code, o.place FROM exchange.commit o WHERE o.at < now() - make_interval(days => @days) ORDER BY o.at LIMIT 100)
            RETURNING m.region_code, m.tx
        )
        DELETE FROM exchange.change c USING old WHERE c.region_code = old.region_code AND c.tx = old.tx
        """);

    private static readonly Sql forgetDeliveries = new("""
        DELETE FROM exchange.delivery d
        WHERE (d.subscription_id, d.number) IN (SELECT o.subscription_id, o.number FROM exchange.delivery o WHERE o.at < now() - interval '30 days' LIMIT 1000)
        """);

    private static readonly Sql forgetImports = new("""
        DELETE FROM exchange.import i
        WHERE (i.id, i.region_code) IN (SELECT o.id, o.region_code FROM exchange.import o WHERE o.created_at < now() - make_interval(days => @days) AND o.state NOT IN ('queued', 'running') LIMIT 20)
        """);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Clock.Every(TimeSpan.FromHours(1), () => Forget(stoppingToken), failure => Failed(log, failure.GetType().Name), stoppingToken);

    /// <summary>Until nothing is left to let go.</summary>
    internal async Task Forget(CancellationToken cancellationToken)
    {
        for (var gone = 1; gone > 0;)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Db>();
            gone = await db.Run(forget, new { days = settings.ChangesDays }, cancellationToken) + await db.Run(forgetDeliveries, new { }, cancellationToken) + await db.Run(forgetImports, new { days = settings.ImportsDays }, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old changes could not be let go: {Exception}")]
    private static partial void Failed(ILogger log, string exception);
}
