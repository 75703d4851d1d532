using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

internal static class IndicatorTargetErrors
{
    public static readonly Error DuplicateSourceId = new(
        "indicator-targets.duplicate-source-id",
        409,
        "Целевое значение с таким sourceId в регионе уже есть",
        "The region already has a target with this sourceId",
        "/sourceId",
        "indicator_target_source_id_key"
    );
    public static readonly Error Duplicate = new(
        "indicator-targets.duplicate",
        409,
        "Целевое значение этого показателя на этот год в регионе уже есть",
        "The region already has a target of this indicator for this year",
        "/year",
        "indicator_target_year_key"
    );
    public static readonly Error UnknownIndicator = new(
        "indicator-targets.unknown-indicator",
        422,
        "Нет ни федерального показателя с таким кодом, ни показателя этого региона",
        "Neither a federal indicator nor one of this region has this code",
        "/indicatorCode"
    );
}
