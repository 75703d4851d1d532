using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Polly;
using Polly.Timeout;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Signs events and posts them to a target, once.</summary>
internal sealed class WebhookSender(EgressGuard egress)
{
    private static readonly string userAgent = $"Efs-Api/{typeof(WebhookSender).Assembly.GetName().Version!.ToString(3)} (webhooks)";

    // Polly limits the time of an attempt. The pause between attempts must survive the process, so it is stored with the subscription.
    private static readonly ResiliencePipeline attempt = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(10)).Build();

    public async Task<DeliveryOutcome> Send(
        string target,
        IReadOnlyList<WebhookEvent> events,
        IEnumerable<string> secrets,
        CancellationToken cancellationToken
    )
    {
        var (id, time) = (DeliverEvents.IdOf(events), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var body = JsonSerializer.SerializeToUtf8Bytes(events, Json.Options);
        var signature = WebhookSignature.Sign(id, time, body, secrets);
        var began = Stopwatch.GetTimestamp();
        try
        {
            var (answer, retryAfter) = await attempt.ExecuteAsync(
                async token =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue(DeliverEvents.MediaType, "utf-8");
                    request.Headers.UserAgent.ParseAdd(userAgent);
                    request.Headers.Add(DeliverEvents.IdHeader, id);
                    request.Headers.Add(DeliverEvents.TimestampHeader, time.ToString(CultureInfo.InvariantCulture));
                    request.Headers.Add(DeliverEvents.SignatureHeader, signature);
                    return await egress.Send(request, token);
                },
                cancellationToken
            );
            var status = (int)answer;
            return Ended(status, status is >= 200 and < 300 ? null : "status", retryAfter);
        }
        catch (TimeoutRejectedException)
        {
            return Ended(null, "timeout");
        }
        catch (HttpRequestException e)
        {
            return Ended(
                null,
                e.InnerException is BlockedAddressException ? "address"
                    : e.HttpRequestError == HttpRequestError.SecureConnectionError ? "tls"
                    : "connection"
            );
        }

        DeliveryOutcome Ended(int? status, string? failure, TimeSpan? retryAfter = null) =>
            new(status, failure, (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds, retryAfter);
    }
}

/// <summary>What became of an attempt.</summary>
internal sealed record DeliveryOutcome(int? Status, string? Failure, int DurationMs, TimeSpan? RetryAfter);
