using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

internal static class IndicatorErrors
{
    public static readonly Error DuplicateSourceId = new(
        "indicators.duplicate-source-id",
        409,
        "Показатель с таким sourceId в регионе уже есть",
        "The region already has an indicator with this sourceId",
        "/sourceId",
        "indicator_source_id_key"
    );
    public static readonly Error DuplicateVersion = new(
        "indicators.duplicate-version",
        409,
        "Редакция этого показателя, действующая с этого дня, уже есть",
        "There is a version of this indicator from this day already",
        "/validFrom",
        "indicator_version_key"
    );
    public static readonly Error Used = new(
        "indicators.used",
        422,
        "По этой редакции показателя закрыт отчётный период: можно изменить sourceId, названия и validTo либо завести новую редакцию",
        "A closed period has used this version: change its sourceId, titles and validTo only, or make a new version"
    );
    public static readonly Error Federal = new(
        "indicators.federal",
        403,
        "Федеральный показатель изменяет только федеральный клиент",
        "Only a federal client writes a federal indicator"
    );
    public static readonly Error ExactOnly = new(
        "indicators.exact-only",
        403,
        "Показатель определяет клиент с правом analytics:exact: иначе по своим показателям можно было бы узнать точные числа",
        "Who defines an indicator needs the scope analytics:exact: indicators of one's own would else tell exact figures"
    );
}
