using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Efs.Api.Platform.Observability;

/// <summary>Sends traces, metrics and logs by OTLP while the service runs, if an endpoint is set.</summary>
internal sealed class Telemetry(Settings settings) : IHostedService, IDisposable
{
    private static readonly string[] sources = [Measures.Name, "Microsoft.AspNetCore", "Npgsql"];
    private static readonly string[] meters =
    [
        Measures.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Npgsql",
        "System.Runtime",
    ];

    // A request has a trace, to quote to support, whether or not anybody collects it.
    private readonly ActivityListener traced = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };
    private TracerProvider? traces;
    private MeterProvider? metrics;

    public static void AddLogs(ILoggingBuilder logging, Settings settings)
    {
        logging
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical) // why a start failed is said in a line of its own
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // would put the path of the request, whatever its sender wrote there, on every line
        logging.AddJsonConsole(options =>
        {
            options.IncludeScopes = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (settings.Otlp is { } endpoint)
            logging.AddOpenTelemetry(options =>
                options.SetResourceBuilder(Resource).AddOtlpExporter(exporter => exporter.Endpoint = endpoint)
            );
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(traced);
        if (settings.Otlp is not { } endpoint)
            return Task.CompletedTask;
        void To(OtlpExporterOptions options) => options.Endpoint = endpoint;
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource).AddSource(sources).AddOtlpExporter(To).Build();
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource).AddMeter(meters).AddOtlpExporter(To).Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces?.ForceFlush(2000);
        metrics?.ForceFlush(2000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traced.Dispose();
        traces?.Dispose();
        metrics?.Dispose();
    }

    private static ResourceBuilder Resource => ResourceBuilder.CreateDefault().AddService(Measures.Name);
}
