using System.Net;

namespace Efs.Client;

/// <summary>
/// Repeats what failed in passing, at the time that <c>Retry-After</c> names. No write is applied twice: PUT by-source may be repeated,
/// POST carries an <c>Idempotency-Key</c>, and PATCH or DELETE whose first response was lost meet 412 or 404.
/// </summary>
public sealed class RetryHandler : DelegatingHandler
{
    private static readonly TimeSpan longestDelay = TimeSpan.FromMinutes(1);

    /// <summary>How often a request is sent at most.</summary>
    public int Attempts { get; init; } = 5;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Post && !request.Headers.Contains("Idempotency-Key"))
            request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid()}");

        for (var attempt = 1; ; attempt++)
        {
            var delay = Backoff(attempt);
            try
            {
                var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (!IsPassing(response.StatusCode) || attempt >= Attempts)
                    return response;
                delay = RetryAfter(response) ?? delay;
                response.Dispose();
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
                // The connection broke; whether the request arrived is unknown.
            }
            await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsPassing(HttpStatusCode status) =>
        status
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter;
        var delay = after?.Delta ?? after?.Date - DateTimeOffset.UtcNow;
        return delay is null ? null : TimeSpan.FromTicks(Math.Clamp(delay.Value.Ticks, 0, longestDelay.Ticks));
    }

    // Half a second, doubled each time, with jitter: clients that failed together do not come back together.
#pragma warning disable CA5394 // Jitter needs no secure randomness.
    private static TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(0.5 * (1 << (attempt - 1)) * (0.5 + Random.Shared.NextDouble()));
#pragma warning restore CA5394
}
