using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Analytics;

internal sealed class IndicatorTargetRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<IndicatorTargetFields, IndicatorTarget, ListIndicatorTargets>(db, cipher, caller)
{
    private static readonly DocumentTable<IndicatorTargetFields, IndicatorTarget, ListIndicatorTargets> table = new(
        naturalKey: "t.indicator_code = x.indicator_code AND t.year = x.year"
    );

    // The latest version tells which direction is the better one.
    private static readonly Sql<Direction> directions = new(
        """
        SELECT DISTINCT ON (i.code, i.region_code, i.level) i.code, i.region_code, i.level, i.direction AS name
        FROM analytics.indicator i
        WHERE i.code = ANY (@codes)
        ORDER BY i.code, i.region_code, i.level, i.valid_from DESC
        """
    );

    private IReadOnlyList<Direction> known = [];

    private sealed record Direction
    {
        public required string Code { get; init; }
        public required string RegionCode { get; init; }
        public required string Level { get; init; }
        public required string Name { get; init; }
    }

    protected override DocumentTable<IndicatorTargetFields, IndicatorTarget, ListIndicatorTargets> Table => table;

    protected override bool HasIdentity(IndicatorTargetFields fields) => true;

    protected override async Task Preload(IReadOnlyList<IndicatorTargetFields> documents, CancellationToken cancellationToken) =>
        known = await Db.Query(directions, new { codes = documents.Select(d => d.IndicatorCode).Distinct().ToArray() }, cancellationToken);

    protected override Task ValidateReferences(IndicatorTargetFields fields, IndicatorTarget? current, CancellationToken cancellationToken)
    {
        var versions = known.Where(v => v.Code == fields.IndicatorCode).ToList();
        var version =
            versions.FirstOrDefault(v => v.Level == "regional" && v.RegionCode == fields.RegionCode)
            ?? versions.FirstOrDefault(v => v.Level == "federal")
            ?? throw IndicatorTargetErrors.UnknownIndicator.ToException();
        if (fields.Own is { } own && (version.Name == "max" ? own < fields.Minimum : own > fields.Minimum))
            throw CommonErrors.Invalid.ToException([Rules.WorseThanMinimum.At("/own")]);
        return Task.CompletedTask;
    }
}
