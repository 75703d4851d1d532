using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Http;

/// <summary>Whether the process lives, and whether it can serve: the database answers and has every migration.</summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        routes.MapGet(
            "/health/ready",
            async (Readiness readiness, CancellationToken cancellationToken) =>
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(TimeSpan.FromSeconds(1.5));
                try
                {
                    var missing = await readiness.Missing(patience.Token);
                    return missing.Count == 0
                        ? Results.Json(new { status = "ready" })
                        : throw CommonErrors.Unavailable.ToException(
                            new LocalizedText(
                                $"Не применены миграции: {string.Join(", ", missing)}",
                                $"Migrations are missing: {string.Join(", ", missing)}"
                            )
                        );
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    throw CommonErrors.Unavailable.ToException();
                }
            }
        );
    }
}
