using System.Threading.RateLimiting;

namespace Efs.Api.Platform.Observability;

/// <summary>
/// Counts the requests that limits or the state of the service reject, and failed logins. Of each kind and client one line in ten seconds
/// goes to the log: a flood of requests must not become a flood of lines.
/// </summary>
internal sealed partial class Rejections(ILogger<Rejections> log) : IDisposable
{
    private readonly PartitionedRateLimiter<(string, string)> lines = PartitionedRateLimiter.Create<(string, string), (string, string)>(
        kind => RateLimitPartition.GetFixedWindowLimiter(kind, _ => new() { PermitLimit = 1, Window = TimeSpan.FromSeconds(10) })
    );

    /// <param name="code">Code of the error.</param>
    /// <param name="client">A client of the register; empty for anybody else, whose name may be anything.</param>
    public void Note(string code, string client)
    {
        Measures.Rejections.Add(1, new("code", code), new("client", client));
        using var line = lines.AttemptAcquire((code, client));
        if (line.IsAcquired)
            Rejected(log, code, client);
    }

    public void Dispose() => lines.Dispose();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Rejected: {Code} {Client}; more of the same in the next ten seconds is only counted"
    )]
    private static partial void Rejected(ILogger log, string code, string client);
}
