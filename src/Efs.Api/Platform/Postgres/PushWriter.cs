using System.Globalization;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Stores what <see cref="PushLog"/> holds, every half a minute and when the service stops. An instance that is killed loses the
/// instants of half a minute.
/// </summary>
internal sealed partial class PushWriter(PushLog pushes, IServiceScopeFactory scopes, ILogger<PushWriter> log) : BackgroundService
{
    // The order of the rows is the same in every instance: two that store at once do not lock each other out.
    private static readonly Sql upsert = new(
        """
        INSERT INTO platform.push (region_code, resource, client, last_pushed_at, method)
        SELECT p.region_code, p.resource, p.client, p.at::timestamptz, p.method
        FROM unnest(@regionCodes::text[], @resources::text[], @clients::text[], @instants::text[], @methods::text[])
            AS p (region_code, resource, client, at, method)
        ORDER BY p.region_code, p.resource, p.client
        ON CONFLICT (region_code, resource, client)
        DO UPDATE SET last_pushed_at = excluded.last_pushed_at, method = excluded.method
        WHERE push.last_pushed_at < excluded.last_pushed_at
        """
    );

    /// <summary>Stores what was noted since the last time.</summary>
    public async Task Store(Db db, CancellationToken cancellationToken)
    {
        var noted = pushes.Noted;
        if (noted.Count == 0)
            return;
        await db.Execute(
            upsert,
            new
            {
                regionCodes = noted.Select(n => n.RegionCode).ToArray(),
                resources = noted.Select(n => n.Resource).ToArray(),
                clients = noted.Select(n => n.Client).ToArray(),
                instants = noted.Select(n => n.At.ToString("O", CultureInfo.InvariantCulture)).ToArray(),
                methods = noted.Select(n => PushMethodAttribute.NameOf(n.Method)).ToArray(),
            },
            cancellationToken
        );
        pushes.Forget(noted);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await Store(cancellationToken);
        }
        catch (Exception lost)
        {
            Put(log, lost.GetType().Name);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.Run(TimeSpan.FromSeconds(30), () => Store(stoppingToken), failure => Put(log, failure.GetType().Name), stoppingToken);

    private async Task Store(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await Store(scope.ServiceProvider.GetRequiredService<Db>(), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The instants of the last pushes could not be stored: {Exception}")]
    private static partial void Put(ILogger log, string exception);
}
