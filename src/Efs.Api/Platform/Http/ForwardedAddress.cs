using Microsoft.AspNetCore.HttpOverrides;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Takes the client's address, the scheme, the host and the prefix of paths from the headers Forwarded and X-Forwarded-* of trusted
/// proxies; from anybody else they are ignored.
/// </summary>
internal static class ForwardedAddress
{
    public static void Add(IServiceCollection services, Settings settings) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownIPNetworks.Clear(); // the framework trusts the local machine by default
            options.KnownProxies.Clear();
            if (settings.Proxies.Count == 0)
                return;
            options.ForwardedHeaders = ForwardedHeaders.All;
            options.ForwardLimit = null; // as far as proxies are trusted
            foreach (var network in settings.Proxies)
                options.KnownIPNetworks.Add(network);
        });

    public static void Use(WebApplication app, Settings settings)
    {
        if (settings.Proxies.Count > 0)
            app.Use(
                (http, next) =>
                {
                    ForwardedHeader.Translate(http, settings);
                    return next(http);
                }
            );
        app.UseForwardedHeaders();
    }
}
