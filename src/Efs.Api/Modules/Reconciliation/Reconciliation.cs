using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Reconciliation;

/// <summary>Comparison of a system's own records with the register by hashes of documents.</summary>
internal static class Reconciliation
{
    public static void Map(IEndpointRouteBuilder api) => api.Ask<Reconcile, ReconciliationResult>("/reconciliations");
}
