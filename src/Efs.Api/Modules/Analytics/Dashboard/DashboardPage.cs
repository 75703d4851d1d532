using System.Net;
using System.Reflection;
using System.Text;
using Efs.Api.Platform;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Analytics;

/// <summary>The page for people who look rather than read. It needs no token itself: its script reads the public API with one.</summary>
internal static class DashboardPage
{
    public static void Map(IEndpointRouteBuilder app, Settings settings)
    {
        var policy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src {Sources(settings)}; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        MapFile(app, "/dashboard", "text/html", () => WithSettings(Read("index.html"), settings), policy);
        MapFile(app, "/dashboard/style.css", "text/css", () => Read("style.css"), policy);
        MapFile(app, "/dashboard/dashboard.js", "text/javascript", () => Read("dashboard.js"), policy);
    }

    private static void MapFile(IEndpointRouteBuilder app, string address, string type, Func<string> content, string policy)
    {
        var stored = new Lazy<StoredResponse>(() => new($"{type}; charset=utf-8", Encoding.UTF8.GetBytes(content())));
        app.MapMethods(
            address,
            Methods.Read,
            (HttpContext http) =>
            {
                http.Response.Headers.ContentSecurityPolicy = policy;
                return stored.Value.Write(http);
            }
        );
    }

    // An outside issuer answers the script itself: with its documents, and a token for an authorization code.
    private static string Sources(Settings settings) =>
        settings.Authority is { } issuer ? $"'self' {issuer.GetLeftPart(UriPartial.Authority)}" : "'self'";

    private static string WithSettings(string page, Settings settings) =>
        page.Replace("{issuer}", WebUtility.HtmlEncode(settings.Authority?.ToString()), StringComparison.Ordinal)
            .Replace("{client}", WebUtility.HtmlEncode(settings.DashboardClient), StringComparison.Ordinal);

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"dashboard/{name}")!);
        return reader.ReadToEnd();
    }
}
