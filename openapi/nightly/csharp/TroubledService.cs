using System.Net;
using System.Text;

namespace Nightly;

/// <summary>
/// The service as a program meets it in a bad night or in a later year. A walk sets what happens to the next request; everything else
/// passes through unchanged.
/// </summary>
internal sealed class TroubledService() : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>The next request is answered as if its token were revoked.</summary>
    public bool RefuseToken { get; set; }

    /// <summary>The next POST is carried out, but its response is lost.</summary>
    public bool LoseResponse { get; set; }

    /// <summary>The next answer holds a value and a member that the contract does not know yet.</summary>
    public bool LaterYear { get; set; }

    /// <summary>The feed no longer holds the cursor of the next request.</summary>
    public bool OldCursor { get; set; }

    public int Tokens { get; private set; }

    public int Replayed { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath == "/oauth/token")
        {
            Tokens++;
            return await base.SendAsync(request, cancellationToken);
        }
        if (RefuseToken)
        {
            RefuseToken = false;
            return new(HttpStatusCode.Unauthorized);
        }
        if (OldCursor)
        {
            OldCursor = false;
            const string Problem = """{"type":"urn:efs:error:changes.too-old","title":"Too old","status":410,"traceId":"0"}""";
            return new(HttpStatusCode.Gone) { Content = new StringContent(Problem, Encoding.UTF8, "application/problem+json") };
        }
        var response = await base.SendAsync(request, cancellationToken);
        Replayed += response.Headers.Contains("Idempotency-Replayed") ? 1 : 0;
        if (LoseResponse && request.Method == HttpMethod.Post)
        {
            LoseResponse = false;
            response.Dispose();
            return new(HttpStatusCode.ServiceUnavailable) { Headers = { { "Retry-After", "0" } } };
        }
        if (LaterYear)
        {
            LaterYear = false;
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            text = text.Replace("\"kind\":\"general\"", "\"kind\":\"castle\",\"colour\":\"red\"", StringComparison.Ordinal);
            response.Content = new StringContent(text, Encoding.UTF8, "application/json");
        }
        return response;
    }
}
