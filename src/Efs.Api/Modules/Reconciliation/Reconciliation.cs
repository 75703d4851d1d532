using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Reconciliation;

/// <summary>The comparison of a region's own records with those of the register, by hashes of documents.</summary>
internal static class Reconciliation
{
    public static void Map(IEndpointRouteBuilder api) => api.Ask<Reconcile, ReconciliationResult>("/reconciliations");
}
