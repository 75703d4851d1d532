using DuckDB.NET.Data;
using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// Keeps the statistics store equal to the tables: loads it at the start, where it can't go on from its file, and follows the feed.
/// </summary>
internal sealed partial class StatisticsWorker(
    StatisticsStore store,
    Settings settings,
    IServiceProvider services,
    TimeProvider time,
    ILogger<StatisticsWorker> log
) : BackgroundService
{
    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan afterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeOnly night = new(3, 0);
    private DateOnly tidiedOn;
    private bool isOpen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.HasAnalytics)
            return;
        tidiedOn = Today;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = betweenLooks;
            try
            {
                await Step(stoppingToken);
            }
            catch (Exception failure)
            {
                if (stoppingToken.IsCancellationRequested)
                    return;
                Failed(log, failure.GetType().Name);
                pause = afterFailure;
                if (failure is DuckDBException)
                    isOpen = false;
            }
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(time.GetLocalNow().DateTime);

    private Task Step(CancellationToken stopping) =>
        With(async loader =>
        {
            if (!isOpen)
            {
                await Open(loader, stopping);
                isOpen = true;
            }
            else if (!await loader.Refresh(stopping))
                await Load(loader, await loader.Identity(stopping), stopping);
            else if (tidiedOn < Today && TimeOnly.FromDateTime(time.GetLocalNow().DateTime) >= night)
            {
                await loader.Compact(stopping);
                foreach (var difference in await loader.Verify(stopping))
                    Differs(log, difference.Subject, difference.Lacking, difference.Beyond);
                tidiedOn = Today;
            }
        });

    private async Task Open(StatisticsLoader loader, CancellationToken stopping)
    {
        var identity = await loader.Identity(stopping);
        if (!await store.Open(identity))
            await Load(loader, identity, stopping);
    }

    private async Task Load(StatisticsLoader loader, string identity, CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        store.Progress = 0;
        await loader.Load(identity, stopping);
        var taken = time.GetElapsedTime(began);
        Loaded(log, taken);
    }

    /// <summary>Opens the store, brings it to the present and compares it with the tables.</summary>
    public static async Task<IReadOnlyList<StatisticsDifference>> Verify(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = Scope(services);
        var loader = scope.ServiceProvider.GetRequiredService<StatisticsLoader>();
        var store = scope.ServiceProvider.GetRequiredService<StatisticsStore>();
        var identity = await loader.Identity(cancellationToken);
        if (store.State is null && !await store.Open(identity))
            await loader.Load(identity, cancellationToken);
        return await loader.Verify(cancellationToken);
    }

    private async Task With(Func<StatisticsLoader, Task> work)
    {
        await using var scope = Scope(services);
        await work(scope.ServiceProvider.GetRequiredService<StatisticsLoader>());
    }

    // It reads the facts of all regions.
    private static AsyncServiceScope Scope(IServiceProvider services)
    {
        var scope = services.CreateAsyncScope();
        var regions = services.GetRequiredService<ReferenceStore>().Current.Regions;
        scope.ServiceProvider.GetRequiredService<RequestContext>().Caller = new(
            "analytics",
            new HashSet<string>(),
            regions,
            IsFederal: true
        );
        return scope;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The statistics store was loaded in {Taken}")]
    private static partial void Loaded(ILogger log, TimeSpan taken);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The statistics store differs in {Fact}: it lacks {Lacking} rows and has {Beyond} others"
    )]
    private static partial void Differs(ILogger log, string fact, long lacking, long beyond);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The statistics store could not be brought up to date: {Exception}")]
    private static partial void Failed(ILogger log, string exception);
}
