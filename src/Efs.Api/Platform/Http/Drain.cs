using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Lets balancers take the service out before its listener closes: from the signal to stop it is not ready, and for
/// EFS_DRAIN_SECONDS it still answers. Background work goes on meanwhile.
/// </summary>
internal sealed class Drain(Settings settings, IHostApplicationLifetime lifetime) : IHostedLifecycleService, IHealthCheck
{
    // After the drain: responses that are under way, of which exports are the longest.
    private static readonly TimeSpan forRunningRequests = TimeSpan.FromSeconds(30);

    public static void Add(IServiceCollection services, Settings settings)
    {
        services.AddHostedService<Drain>();
        services.AddHealthChecks().AddCheck<Drain>("stopping");
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.DrainSeconds) + forRunningRequests);
    }

    /// <summary>A proxy that keeps connections open would else send a request just when the listener closes them.</summary>
    public static void Use(WebApplication app) =>
        app.Use(
            (http, next) =>
            {
                if (app.Lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(http.Request.Protocol))
                    http.Response.Headers.Connection = "close";
                return next(http);
            }
        );

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("The service is stopping")
                : HealthCheckResult.Healthy()
        );

    public async Task StoppingAsync(CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromSeconds(settings.DrainSeconds), cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
