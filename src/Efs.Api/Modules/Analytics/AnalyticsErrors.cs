using System.Globalization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Errors of the figures.</summary>
internal static class AnalyticsErrors
{
    public static readonly Error NotLoaded = new(
        "analytics.loading",
        503,
        "Хранилище статистики загружается",
        "The statistics store is loading"
    );

    public static readonly Error Off = new(
        "analytics.off",
        503,
        "На этом экземпляре службы статистика отключена",
        "This instance of the service has no statistics"
    );

    public static readonly Error TimeIsOver = new(
        "analytics.time-is-over",
        503,
        "Расчёт занял слишком много времени: уточните запрос",
        "The computation took too long: narrow the query"
    );

    public static readonly Error Behind = new(
        "analytics.behind",
        503,
        "Хранилище статистики ещё не получило указанные изменения",
        "The statistics store has not received these changes yet"
    );

    public static readonly Error TooWide = new(
        "analytics.too-wide",
        422,
        "Запрос слишком широк: сократите число периодов и разрезов или отберите значения",
        "The query is too wide: take fewer periods and dimensions, or select members"
    );

    public static readonly Error TooDetailed = new(
        "analytics.too-detailed",
        403,
        "Такие подробности о людях доступны только по праву analytics:exact, клиенту региона — о своём регионе",
        "Such details of people need the scope analytics:exact, and for a client of a region a condition on it"
    );

    /// <summary>The store is loading: how far it is, and when to ask again.</summary>
    public static ProblemException Loading(double progress)
    {
        var percent = (int)(progress * 100);
        var problem = NotLoaded.ToException(new LocalizedText($"Загружено {percent} %", $"{percent} % is loaded"));
        problem.Headers["Retry-After"] = "5";
        return problem;
    }
}
