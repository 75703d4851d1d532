using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

internal static class ReportingPeriodErrors
{
    public static readonly Error NotOver = new("reporting-periods.not-over", 422, "Период ещё не закончился", "The period is not over yet");
    public static readonly Error Closed = new(
        "reporting-periods.closed",
        409,
        "Этот период в регионе уже закрыт",
        "The region has closed this period already",
        constraint: "closed_period_open_key"
    );
    public static readonly Error NotClosed = new(
        "reporting-periods.not-closed",
        409,
        "Этот период в регионе не закрыт",
        "The region has not closed this period"
    );
    public static readonly Error IndicatorGone = new(
        "reporting-periods.indicator-gone",
        409,
        "Один из показателей только что удалён, повторите запрос",
        "One of the indicators has just been deleted: send the request again",
        null,
        "frozen_value_indicator_id_fkey"
    )
    {
        IsRaced = true,
    };
}
