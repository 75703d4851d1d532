using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Observability;
using Efs.Api.Platform.Postgres;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace Efs.Api.Modules.Security;

/// <summary>Issues an access token to a client by its secret.</summary>
[Requires(""), ProducesErrors("oauth.invalid-client", "oauth.invalid-request", "oauth.unsupported-grant-type", "oauth.invalid-scope")]
public sealed record IssueToken : IQuery<TokenResponse>
{
    [Body]
    public required TokenRequest Form { get; init; }
}

/// <summary>Form of a token request (RFC 6749, section 4.4).</summary>
public sealed record TokenRequest
{
    /// <summary>Always <c>client_credentials</c>.</summary>
    [GrantType, JsonPropertyName("grant_type")]
    public required string GrantType { get; init; }

    /// <summary>Id of the client; here or by HTTP Basic.</summary>
    /// <example>region-74</example>
    [Length(63), JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    /// <summary>An active secret of the client; here or by HTTP Basic.</summary>
    [Length(100), JsonPropertyName("client_secret")]
    public string? ClientSecret { get; init; }

    /// <summary>Requested scopes, separated by spaces; all of the client's when absent.</summary>
    /// <example>educators:read</example>
    [Length(2000)]
    public string? Scope { get; init; }
}

/// <summary>An access token (RFC 6749, section 5.1).</summary>
public sealed record TokenResponse
{
    /// <summary>The token, a signed JWT, for the header <c>Authorization: Bearer</c>.</summary>
    /// <example>eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJyZWdpb24tNzQifQ.c2lnbmF0dXJl</example>
    [Length(4000), JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    /// <summary>Always <c>Bearer</c>.</summary>
    [TokenType, JsonPropertyName("token_type")]
    public required string TokenType { get; init; }

    /// <summary>Life of the token in seconds.</summary>
    /// <example>3600</example>
    [Between(60, 86400), JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }

    /// <summary>Scopes granted, separated by spaces.</summary>
    /// <example>educators:read</example>
    [Length(2000)]
    public required string Scope { get; init; }
}

/// <summary>Issues tokens and publishes the keys that verify them.</summary>
internal static class Token
{
    private static readonly Sql<Row> find = new(
        """
        SELECT c.scopes, array(SELECT s.hash FROM security.client_secret s WHERE s.client_id = c.id AND c.revoked_at IS NULL) AS hashes
        FROM security.client c
        WHERE c.id = @client
        """
    );

    private sealed record Row
    {
        public required IReadOnlyList<string> Scopes { get; init; }
        public required byte[][] Hashes { get; init; }
    }

    public static void Map(IEndpointRouteBuilder routes, Settings settings)
    {
        if (settings.Authority is not null)
            return;
        var operation = new Operation(nameof(IssueToken), "POST", typeof(IssueToken), typeof(TokenResponse), SuccessStatus.Ok, null, false)
        {
            InPath = [],
            InQuery = [],
            InHeaders = [],
            Body = new MessageReader<IssueToken>("").Body,
            IsOpen = true,
            TakesForm = true,
        };
        routes.MapPost("/oauth/token", (HttpContext http) => Issue(http, operation)).WithMetadata(((Delegate)Issue).Method, operation);
        routes.MapMethods(
            "/.well-known/jwks.json",
            Methods.Read,
            (HttpContext http, SigningKeys keys) => Published(http, new { keys = keys.All.Select(Public) })
        );
        foreach (var document in new[] { "oauth-authorization-server", "openid-configuration" })
            routes.MapMethods(
                $"/.well-known/{document}",
                Methods.Read,
                (HttpContext http) =>
                {
                    // An issuer is the address of its documents. Without an address in EFS_ISSUER they name the requested host.
                    var hasAddress = Uri.TryCreate(settings.Issuer, UriKind.Absolute, out _);
                    var here = hasAddress
                        ? settings.Issuer.TrimEnd('/')
                        : $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}";
                    return Published(
                        http,
                        new
                        {
                            issuer = settings.Issuer,
                            token_endpoint = $"{here}/oauth/token",
                            jwks_uri = $"{here}/.well-known/jwks.json",
                            grant_types_supported = new[] { "client_credentials" },
                            token_endpoint_auth_methods_supported = new[] { "client_secret_basic", "client_secret_post" },
                            scopes_supported = ApiClientFields.KnownScopes,
                            response_types_supported = Array.Empty<string>(),
                        },
                        hasAddress
                    );
                }
            );
    }

    private static async Task Issue(HttpContext http, Operation operation)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (operation.UnknownPreconditions(http.Request).FirstOrDefault() is { } name)
            throw SecurityErrors.InvalidRequest.ToException(
                new LocalizedText($"Операция не проверяет {name}: уберите заголовок", $"{name} is not checked here: leave the header out")
            );
        var services = http.RequestServices;
        var limits = services.GetRequiredService<RateLimits>();
        var (form, client, secret) = await Read(http, limits);
        var row = await Find(http, limits, client);
        var hash = Secrets.HashOf(services.GetRequiredService<Cipher>(), secret);
        if (row is null || !row.Hashes.Any(live => CryptographicOperations.FixedTimeEquals(live, hash)))
        {
            // What is no client's id is not kept: it may be a secret in the wrong place.
            services.GetRequiredService<FailedLogins>().Add(row is null ? null : client);
            services.GetRequiredService<Rejections>().Note(SecurityErrors.InvalidClient.Code, row is null ? "" : client);
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"efs\"";
            throw SecurityErrors.InvalidClient.ToException();
        }
        string[] scopes = form["scope"] is [{ Length: > 0 } asked]
            ? [.. asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()]
            : [.. row.Scopes];
        if (scopes.Length == 0 || scopes.Except(row.Scopes).Any())
            throw InvalidScope([.. scopes.Except(row.Scopes)]);
        var token = services.GetRequiredService<SigningKeys>().Issue(client, scopes, out var seconds);
        await http.Response.WriteAsJsonAsync(
            new TokenResponse
            {
                AccessToken = token,
                TokenType = "Bearer",
                ExpiresIn = seconds,
                Scope = string.Join(' ', scopes),
            },
            http.RequestAborted
        );
    }

    private static async Task<(IFormCollection Form, string Client, string Secret)> Read(HttpContext http, RateLimits limits)
    {
        try
        {
            var form = await Form(http);
            if (form["grant_type"] is not [{ } grant])
                throw SecurityErrors.InvalidRequest.ToException();
            if (grant != "client_credentials")
                throw SecurityErrors.UnsupportedGrant.ToException();
            return Credentials(http.Request, form) is var (client, secret)
                ? (form, client, secret)
                : throw SecurityErrors.InvalidRequest.ToException();
        }
        catch (ProblemException)
        {
            limits.TakeForToken(http, client: null);
            throw;
        }
    }

    // An address has some of these statements at once, as a client has.
    private static async Task<Row?> Find(HttpContext http, RateLimits limits, string client)
    {
        var services = http.RequestServices;
        var work = services.GetRequiredService<WorkLimiter>();
        using var permit = await work.EnterAsync(ClientAddress.Of(http.Connection.RemoteIpAddress), 1, http.RequestAborted);
        using var share = await work.WorkAsync(1, http.RequestAborted);
        var row = TextNormalizer.CanBeStored(client)
            ? await services.GetRequiredService<Db>().QuerySingleOrDefault(find, new { client }, http.RequestAborted)
            : null;
        limits.TakeForToken(http, row is null ? null : client);
        return row;
    }

    // A text that is no scope of RFC 6749 is not repeated.
    private static ProblemException InvalidScope(IReadOnlyList<string> excess)
    {
        var named = excess.Where(s => s.Length <= 50 && s.All(c => c is >= '!' and <= '~' and not ('"' or '\\'))).Take(4).ToList();
        if (named.Count == 0)
            return SecurityErrors.InvalidScope.ToException();
        var scopes = string.Join(' ', named);
        return SecurityErrors.InvalidScope.ToException(
            new LocalizedText($"У клиента нет прав: {scopes}", $"The client lacks the scope: {scopes}")
        );
    }

    // No parameter may be repeated (RFC 6749, 3.2): a repeated scope would count as absent, which means all scopes.
    private static async Task<IFormCollection> Form(HttpContext http)
    {
        if (
            !MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || !type.IsUtf8()
        )
            throw SecurityErrors.InvalidRequest.ToException();
        try
        {
            var form = WithoutByteOrderMark(await http.Request.ReadFormAsync(http.RequestAborted));
            return form.All(parameter => parameter.Value.Count == 1) ? form : throw SecurityErrors.InvalidRequest.ToException();
        }
        catch (InvalidDataException)
        {
            throw SecurityErrors.InvalidRequest.ToException();
        } // too many parameters, or too long ones
    }

    // A byte order mark before the form becomes a part of the first name.
    private static IFormCollection WithoutByteOrderMark(IFormCollection form)
    {
        if (form.Keys.FirstOrDefault(k => k.StartsWith('\ufeff')) is not { } marked)
            return form;
        var (name, parameters) = (marked[1..], form.ToDictionary());
        parameters.Remove(marked, out var value);
        parameters[name] = StringValues.Concat(parameters.GetValueOrDefault(name), value);
        return new FormCollection(parameters);
    }

    // Credentials come in one place only (RFC 6749, 2.3); with Basic the id may also be in the form.
    private static (string Client, string Secret)? Credentials(HttpRequest request, IFormCollection form)
    {
        if (request.Headers.Authorization.Count == 0)
            return OfForm(form);
        return
            OfBasic(request) is var (client, secret)
            && !form.ContainsKey("client_secret")
            && (!form.ContainsKey("client_id") || form["client_id"] == client)
            ? (client, secret)
            : null;
    }

    private static (string Client, string Secret)? OfForm(IFormCollection form) =>
        form["client_id"] is [{ Length: > 0 } client] && form["client_secret"] is [{ Length: > 0 } secret] ? (client, secret) : null;

    private static (string Client, string Secret)? OfBasic(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length))
            return null;
        return Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [{ Length: > 0 } client, { Length: > 0 } secret]
            ? (WebUtility.UrlDecode(client), WebUtility.UrlDecode(secret))
            : null;
    }

    private static object Public(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(false).Q;
        return new
        {
            kty = "EC",
            use = "sig",
            alg = "ES256",
            kid = key.KeyId,
            crv = "P-256",
            x = Base64UrlEncoder.Encode(point.X),
            y = Base64UrlEncoder.Encode(point.Y),
        };
    }

    private static IResult Published(HttpContext http, object document, bool isShared = true)
    {
        http.Response.Headers.CacheControl = isShared ? "public, max-age=300" : "no-store";
        return Results.Json(document);
    }
}

/// <summary>The only supported grant.</summary>
public sealed class GrantTypeAttribute() : ClosedOneOfAttribute("client_credentials");

/// <summary>Type of the token.</summary>
public sealed class TokenTypeAttribute() : ClosedOneOfAttribute("Bearer");
