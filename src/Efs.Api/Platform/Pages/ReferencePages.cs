using System.Text;
using Efs.Api.Platform.Http;

namespace Efs.Api.Platform.Pages;

/// <summary>The contract for readers: Redoc at <c>/docs</c> to read, Swagger UI at <c>/swagger</c> to try.</summary>
/// <remarks>
/// Both are served from their packages. The policy keeps the browser from asking anybody else, and Redoc from reporting its use.
/// </remarks>
internal static class ReferencePages
{
    private const string Policy =
        "default-src 'none'; connect-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; "
        + "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly PathString[] prefixes = ["/docs", "/swagger"];

    // Redoc's own page loads a font from elsewhere and leads nowhere.
    private const string RedocPage = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%(DocumentTitle)</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="index.css">
            <style>
                body > header {
                    display: flex; flex-wrap: wrap; gap: 0 1.25rem; padding: 0.5rem 1rem; font: 1rem/1.5 system-ui, sans-serif;
                }
                a[href^="https://redocly.com"] { display: none; } /* its image is on a foreign host */
                @media (prefers-color-scheme: dark) { body > header { background: #22242b; } body > header a { color: #8abfff; } }
                @media (prefers-color-scheme: light) { .api-info a { color: #0b57a4 !important; } }
            </style>
            %(HeadContent)
        </head>
        <body>
            <header>
                <a href="../" lang="ru" hreflang="ru">ЕФС API</a>
                <a href="guide/first-steps" lang="ru" hreflang="ru">Первые шаги</a>
                <a href="guide/first-steps.en" hreflang="en">First steps</a>
                <a href="../swagger/index.html">Swagger</a>
            </header>
            <div id="redoc-container"></div>
            <script type="module" src="index.js"></script>
        </body>
        </html>
        """;

    // Darker than its own colours, which are hard to read on their ground.
    private const string SwaggerStyle = """
        <style>
            .swagger-ui .info .title small { background: #555d66; }
            .swagger-ui .info .title small.version-stamp { background: #3f6b00; }
            @media (prefers-color-scheme: light) { .swagger-ui .info a, .swagger-ui .info .base-url { color: #0b57a4; } }
        </style>
        """;

    /// <summary>Lets both, which know GET only, answer HEAD as well; Kestrel leaves the body out. Sets their policy.</summary>
    public static void Use(IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                if (Array.Exists(prefixes, p => http.Request.Path.StartsWithSegments(p, StringComparison.Ordinal)))
                {
                    http.Response.Headers.ContentSecurityPolicy = Policy;
                    if (HttpMethods.IsHead(http.Request.Method))
                        http.Request.Method = HttpMethods.Get;
                }
                return next(http);
            }
        );

    public static void Map(WebApplication app)
    {
        app.MapReDoc(
            "docs",
            options =>
            {
                options.DocumentTitle = "ЕФС API";
                options.SpecUrl = "../swagger/v1/swagger.json";
                options.IndexStream = () => new MemoryStream(Encoding.UTF8.GetBytes(RedocPage));
                options.ConfigObject.AdditionalItems["disableTelemetry"] = true;
            }
        );
        app.MapSwaggerUI(setupAction: options =>
        {
            options.DocumentTitle = "ЕФС API";
            options.HeadContent = SwaggerStyle;
            options.SwaggerEndpoint("v1/swagger.json", "ЕФС API v1");
            options.EnableFilter();
            options.EnableDeepLinking();
            options.DisplayOperationId();
            options.ShowCommonExtensions();
            options.DefaultModelsExpandDepth(0);
            options.DocExpansion(Swashbuckle.AspNetCore.SwaggerUI.DocExpansion.None);
        });
    }
}
