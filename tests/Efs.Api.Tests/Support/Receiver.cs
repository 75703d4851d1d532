using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Efs.Api.Tests.Support;

/// <summary>What webhooks are delivered to: remembers what came and answers as its test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Came> came = [];
    private long sent;

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>A request as it came.</summary>
    public sealed record Came(string ContentType, string UserAgent, string Id, string Timestamp, string Signature, string Body)
    {
        /// <summary>The signature that Standard Webhooks demands of the holder of a secret.</summary>
        public string SignatureBy(string secret) =>
            "v1,"
            + Convert.ToBase64String(
                HMACSHA256.HashData(
                    Convert.FromBase64String(secret["whsec_".Length..]),
                    Encoding.UTF8.GetBytes(string.Join('.', Id, Timestamp, Body))
                )
            );
    }

    public string Address => $"{app.Urls.First()}/efs";
    public IReadOnlyList<Came> Requests => [.. came];

    /// <summary>All events that came, those that were refused included.</summary>
    public IReadOnlyList<JsonObject> Events => [.. came.SelectMany(r => JsonNode.Parse(r.Body)!.AsArray()).Select(e => e!.AsObject())];

    /// <summary>The status to answer with; the token is cancelled when the sender hangs up.</summary>
    public Func<CancellationToken, Task<int>> Answer { get; set; } = _ => Task.FromResult(204);

    /// <summary>When to come again, as <c>Retry-After</c>.</summary>
    public string? RetryAfter { get; set; }

    /// <summary>Answers 200 with a body that does not end.</summary>
    public bool IsEndless { get; set; }

    /// <summary>Bytes of the endless body that were sent, or were about to be.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>The sender of the last endless one has hung up.</summary>
    public bool IsLeft { get; private set; }

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver.app.MapPost("/efs", receiver.Take);
        await receiver.app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers;
        came.Enqueue(
            new(
                http.Request.ContentType ?? "",
                headers.UserAgent.ToString(),
                headers["webhook-id"].ToString(),
                headers["webhook-timestamp"].ToString(),
                headers["webhook-signature"].ToString(),
                await reader.ReadToEndAsync()
            )
        );
        http.Response.Headers.RetryAfter = RetryAfter;
        if (IsEndless)
        {
            var (piece, leaving) = (new byte[64 << 10], http.RequestAborted);
            try
            {
                while (!leaving.IsCancellationRequested)
                {
                    Interlocked.Add(ref sent, piece.Length);
                    await http.Response.Body.WriteAsync(piece, leaving);
                    await Task.Delay(1, leaving);
                }
            }
            catch (OperationCanceledException) { }
            finally
            {
                IsLeft = true;
            }
            return;
        }
        try
        {
            http.Response.StatusCode = await Answer(http.RequestAborted);
        }
        catch (OperationCanceledException) { }
    }
}
