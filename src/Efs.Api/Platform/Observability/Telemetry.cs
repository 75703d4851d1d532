using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Efs.Api.Platform.Observability;

/// <summary>Traces, metrics and logs of the service, exported by OTLP when an endpoint is set.</summary>
internal static class Telemetry
{
    public static void Add(WebApplicationBuilder builder, Settings settings)
    {
        AddLogging(builder.Logging);
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(Measures.Name));
        if (settings.Otlp is { } endpoint)
            AddExport(telemetry, exporter => exporter.Endpoint = endpoint);
        else
            // A dropped root span still gets a trace id, which error responses and log lines quote.
            telemetry.WithTracing(traces => traces.AddSource("Microsoft.AspNetCore").SetSampler(new AlwaysOffSampler()));
    }

    private static void AddExport(OpenTelemetryBuilder telemetry, Action<OtlpExporterOptions> exporter) =>
        telemetry
            .WithTracing(traces =>
                traces
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddSource(Measures.Name)
                    .AddProcessor(new AddressRedaction()) // processors run in order: before the exporter
                    .AddOtlpExporter(exporter)
            )
            .WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter(Measures.Name, "Polly")
                    .AddOtlpExporter(exporter)
            )
            .WithLogging(logs => logs.AddOtlpExporter(exporter));

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging
            .ClearProviders()
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical) // Program prints why a start failed
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // its scope would put the request's path on every line
        logging.AddJsonConsole(options =>
        {
            options.IncludeScopes = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
    }
}

/// <summary>Removes addresses from spans: paths and queries hold ids of people, those of webhooks may hold secrets.</summary>
internal sealed class AddressRedaction : BaseProcessor<Activity>
{
    private static readonly string[] addresses = ["url.path", "url.query", "url.full"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in addresses)
            data.SetTag(tag, null);
    }
}
