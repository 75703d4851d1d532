using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Efs.Api.Platform.Observability;

/// <summary>The service's own traces and metrics.</summary>
internal static class Measures
{
    public const string Name = "Efs.Api";
    private static readonly Meter meter = new(Name);

    public static readonly ActivitySource Source = new(Name);

    /// <summary>Duration of messages by name and outcome.</summary>
    public static readonly Histogram<double> Messages = meter.CreateHistogram<double>(
        "efs.message.duration",
        "s",
        "Duration of messages by name and outcome"
    );

    /// <summary>Requests answered 429 or 503 and failed logins, by code and client.</summary>
    public static readonly Counter<long> Rejections = meter.CreateCounter<long>(
        "efs.rejections",
        "{request}",
        "Requests answered 429 or 503 and failed logins, by code and client"
    );
}
