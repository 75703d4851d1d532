using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Efs.Api.Platform.Http;

/// <summary>Liveness (the process answers) and readiness (every health check passes).</summary>
internal static class Health
{
    private static readonly HttpMethodMetadata methods = new(Methods.Read);

    public static void Add(IServiceCollection services) => services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new() { Predicate = _ => false, ResponseWriter = WriteLive }).WithMetadata(methods);
        routes.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteReady }).WithMetadata(methods);
    }

    private static Task WriteLive(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new { status = "live" });

    private static Task WriteReady(HttpContext http, HealthReport report)
    {
        if (report.Status == HealthStatus.Healthy)
            return http.Response.WriteAsJsonAsync(new { status = "ready" });
        var missing = report
            .Entries.Values.Select(e => e.Data.GetValueOrDefault(DatabaseHealthCheck.MissingMigrations))
            .OfType<string>()
            .FirstOrDefault();
        return Problems.Write(
            http,
            missing is null
                ? CommonErrors.Unavailable.ToException()
                : CommonErrors.Unavailable.ToException(
                    new LocalizedText($"Не применены миграции: {missing}", $"Migrations are missing: {missing}")
                )
        );
    }
}
