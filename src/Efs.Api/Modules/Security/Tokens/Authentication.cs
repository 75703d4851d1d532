using System.Security.Claims;
using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Pipeline;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.Tokens;

namespace Efs.Api.Modules.Security;

/// <summary>
/// Reads the access token: the service's own, or an outside issuer's where one is set. A token's signature is verified
/// once; the client's scopes and regions are read from the register of clients each time.
/// </summary>
internal static class Authentication
{
    private static readonly TimeSpan remembered = TimeSpan.FromMinutes(5);

    public static void Add(IServiceCollection services, Settings settings)
    {
        var verified = new MemoryCache(new MemoryCacheOptions { SizeLimit = 20_000 });
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // required by authentication; tokens need none of its keys
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<SigningKeys>(
                (options, keys) =>
                {
                    options.MapInboundClaims = false;
                    options.Authority = settings.Authority?.ToString();
                    options.BackchannelTimeout = TimeSpan.FromSeconds(3);
                    options.RequireHttpsMetadata = settings.Authority is { IsLoopback: false };
                    options.TokenValidationParameters = new()
                    {
                        ValidAudience = settings.Audience,
                        ValidIssuer = settings.Authority is null ? settings.Issuer : null,
                        ValidAlgorithms = settings.Authority is null
                            ? [SecurityAlgorithms.EcdsaSha256]
                            :
                            [
                                SecurityAlgorithms.EcdsaSha256,
                                SecurityAlgorithms.EcdsaSha384,
                                SecurityAlgorithms.RsaSha256,
                                SecurityAlgorithms.RsaSha512,
                                SecurityAlgorithms.RsaSsaPssSha256,
                            ],
                        ClockSkew = TimeSpan.FromSeconds(30),
                    };
                    if (settings.Authority is null)
                        options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, _, _) => keys.All;
                    options.Events = new()
                    {
                        OnMessageReceived = context =>
                        {
                            if (TokenOf(context.Request) is { } token && verified.TryGetValue(token, out ClaimsPrincipal? principal))
                            {
                                context.Principal = principal;
                                context.Success();
                            }
                            return Task.CompletedTask;
                        },
                        // An invalid token is not an error of the service; a token that can't be verified at all is not the caller's fault.
                        OnAuthenticationFailed = async context =>
                        {
                            if (context.Options.ConfigurationManager is not { } issuer)
                                return;
                            try
                            {
                                await issuer.GetConfigurationAsync(context.HttpContext.RequestAborted);
                            }
                            catch (InvalidOperationException)
                            {
                                throw SecurityErrors.IssuerAway.ToException();
                            }
                        },
                        OnTokenValidated = context =>
                        {
                            var until =
                                context.SecurityToken.ValidTo < DateTime.UtcNow + remembered
                                    ? context.SecurityToken.ValidTo
                                    : DateTime.UtcNow + remembered;
                            if (TokenOf(context.Request) is { } token && until > DateTime.UtcNow)
                                verified.Set(
                                    token,
                                    context.Principal!,
                                    new MemoryCacheEntryOptions { AbsoluteExpiration = until, Size = 1 }
                                );
                            return Task.CompletedTask;
                        },
                    };
                }
            );
    }

    /// <summary>Sets the caller from the token's client. An unknown or revoked client is nobody.</summary>
    public static void Use(IApplicationBuilder app, Settings settings)
    {
        app.UseAuthentication();
        app.Use(
            async (http, next) =>
            {
                if (
                    http.User.Identity is { IsAuthenticated: true }
                    && ClientOf(http.User) is { } client
                    && await http.RequestServices.GetRequiredService<ICallerStore>().Get(client, http.RequestAborted) is { } caller
                )
                    http.RequestServices.GetRequiredService<RequestContext>().Caller = settings.Authority is null
                        ? Narrowed(caller, http.User)
                        : caller;
                await next(http);
            }
        );
    }

    // A token may be requested with fewer scopes than its client has, and never has more than the client has now.
    private static Caller Narrowed(Caller caller, ClaimsPrincipal user)
    {
        var asked = user.FindFirst("scope")?.Value.Split(' ') ?? [];
        return caller.Scopes.IsSubsetOf(asked) ? caller : caller with { Scopes = caller.Scopes.Intersect(asked).ToHashSet() };
    }

    private static string? ClientOf(ClaimsPrincipal user) =>
        (user.FindFirst("client_id") ?? user.FindFirst("azp") ?? user.FindFirst("sub"))?.Value;

    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : null;
}
