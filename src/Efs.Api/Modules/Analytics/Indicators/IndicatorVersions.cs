using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Finds the versions of indicators that are in force.</summary>
internal sealed class IndicatorVersions(Db db)
{
    private static readonly Sql<Indicator> inForce = new(
        $"""
        SELECT {IndicatorRegistry.Columns}
        FROM analytics.indicator t
        WHERE t.valid_from <= @on AND coalesce(t.valid_to >= @on, true) AND (@code::text IS NULL OR t.code = @code)
        ORDER BY t.code, t.valid_from DESC, t.id DESC
        """
    );

    /// <summary>Versions in force on a day, of one indicator or of all; the latest of each first.</summary>
    public Task<IReadOnlyList<Indicator>> InForce(DateOnly on, string? code, CancellationToken cancellationToken) =>
        db.Query(inForce, new { on, code }, cancellationToken);

    /// <summary>The version that counts in a region, its own before the federal one; without a region, the federal one.</summary>
    /// <param name="versions">Versions of one indicator, the latest first.</param>
    /// <param name="regionCode">The region.</param>
    public static Indicator? Of(IEnumerable<Indicator> versions, string? regionCode) =>
        versions.FirstOrDefault(v => v.Level == "regional" && v.RegionCode == regionCode)
        ?? versions.FirstOrDefault(v => v.Level == "federal");
}
