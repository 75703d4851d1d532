namespace Efs.Api.Platform.Postgres;

/// <summary>Reads reference data and keys again.</summary>
internal sealed partial class Housekeeping(ReferenceStore reference, KeyStore keys, ILogger<Housekeeping> log) : BackgroundService
{
    // A failure leaves the present data in use until the next time, also when another master key encrypts the keys by now.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.Run(TimeSpan.FromSeconds(10), () => Keep(stoppingToken), failure => Put(log, failure.GetType().Name), stoppingToken);

    private async Task Keep(CancellationToken cancellationToken)
    {
        await keys.Load(cancellationToken);
        await reference.Load(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keys and reference data could not be read again: {Exception}")]
    private static partial void Put(ILogger log, string exception);
}
