using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Lets go, while the service runs, of changes that are older than the feed is kept, of deliveries older than thirty days, and of imports that are over for as long as the settings say: a little at a time.</summary>
internal sealed partial class Retention(IServiceScopeFactory scopes, Settings settings, ILogger<Retention> log) : BackgroundService
{
    private static readonly Sql<Gone> forget = new(
        """
        DELETE FROM exchange.commit m
        WHERE (m.region_code, m.place) IN (SELECT o.region_code, o.place FROM exchange.commit o WHERE o.at < now() - make_interval(days => @days) ORDER BY o.at LIMIT 100)
        RETURNING m.region_code, m.tx::text AS tx
        """
    );

    // A commit may have a million changes: they go by parts, so that no statement runs into its time.
    private static readonly Sql forgetChanges = new(
        """
        DELETE FROM exchange.change c
        WHERE (c.region_code, c.tx, c.ordinal) IN (
            SELECT k.region_code, k.tx, k.ordinal FROM unnest(@regions, @txs) AS o (region_code, tx) JOIN exchange.change k ON k.region_code = o.region_code AND k.tx = o.tx::xid8 LIMIT 10000)
        """
    );

    private static readonly Sql forgetDeliveries = new(
        """
        DELETE FROM exchange.delivery d
        WHERE (d.subscription_id, d.number) IN (SELECT o.subscription_id, o.number FROM exchange.delivery o WHERE o.at < now() - interval '30 days' LIMIT 1000)
        """
    );

    private static readonly Sql forgetImports = new(
        """
        DELETE FROM exchange.import i
        WHERE (i.id, i.region_code) IN (SELECT o.id, o.region_code FROM exchange.import o WHERE o.created_at < now() - make_interval(days => @days) AND o.finished_at < now() - make_interval(days => @days) LIMIT 1)
        """
    );

    private sealed record Gone
    {
        public required string RegionCode { get; init; }
        public required string Tx { get; init; }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Clock.Every(TimeSpan.FromHours(1), () => Forget(stoppingToken), _ => { }, stoppingToken);

    /// <summary>Until nothing is left to let go; what fails waits for the next hour and holds up nothing else.</summary>
    internal async Task Forget(CancellationToken cancellationToken)
    {
        await All("changes", ForgetChanges);
        await All("deliveries", db => db.Run(forgetDeliveries, new { }, cancellationToken));
        await All("imports", db => db.Run(forgetImports, new { days = settings.ImportsDays }, cancellationToken));

        async Task All(string what, Func<Db, Task<int>> some)
        {
            try
            {
                for (var gone = 1; gone > 0; )
                {
                    await using var scope = scopes.CreateAsyncScope();
                    gone = await some(scope.ServiceProvider.GetRequiredService<Db>());
                }
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(log, what, failure.GetType().Name);
            }
        }

        Task<int> ForgetChanges(Db db) =>
            db.InTransaction(
                async () =>
                {
                    var gone = await db.List(forget, new { days = settings.ChangesDays }, cancellationToken);
                    var which = new { regions = gone.Select(g => g.RegionCode).ToArray(), txs = gone.Select(g => g.Tx).ToArray() };
                    while (gone.Count > 0 && await db.Run(forgetChanges, which, cancellationToken) > 0) { }
                    return gone.Count;
                },
                cancellationToken
            );
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old {What} could not be let go: {Exception}")]
    private static partial void Failed(ILogger log, string what, string exception);
}
