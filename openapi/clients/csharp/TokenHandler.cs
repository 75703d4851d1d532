using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Efs.Client;

/// <summary>Sends an access token with each request and renews it before it expires, or when the service refuses it.</summary>
/// <param name="tokenAddress">Address of the token endpoint.</param>
/// <param name="clientId">Id of the client.</param>
/// <param name="clientSecret">An active secret of the client.</param>
public sealed class TokenHandler(Uri tokenAddress, string clientId, string clientSecret) : DelegatingHandler
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private Token? current;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await GetAsync(refused: null, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;

        response.Dispose();
        token = await GetAsync(refused: token, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            gate.Dispose();
        base.Dispose(disposing);
    }

    // Concurrent requests share one request for a token.
    private async Task<Token> GetAsync(Token? refused, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (current is null || current == refused || current.RenewAt <= DateTimeOffset.UtcNow)
                current = await RequestAsync(cancellationToken).ConfigureAwait(false);
            return current;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Token> RequestAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, tokenAddress)
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = clientId,
                    ["client_secret"] = clientSecret,
                }
            ),
        };
        using var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new ApiException("No token was issued.", (int)response.StatusCode, text, response.Headers.ToDictionary(), null);
        }
        var issued = await response
            .Content.ReadFromJsonAsync<TokenResponse>(EfsClient.JsonOptions, cancellationToken)
            .ConfigureAwait(false);
        return new(issued!.Access_token, DateTimeOffset.UtcNow.AddSeconds(issued.Expires_in * 0.9));
    }

    private sealed record Token(string Value, DateTimeOffset RenewAt);
}
