namespace Efs.Api.Platform.Http;

/// <summary>Sets the headers that restrict what a browser does with a response.</summary>
internal static class SecurityHeaders
{
    public static void Use(IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                var headers = http.Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
                if (http.Request.IsHttps)
                    headers.StrictTransportSecurity = "max-age=31536000";
                return next(http);
            }
        );
}
