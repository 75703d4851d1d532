namespace Efs.Api.Modules.Events;

/// <summary>Codes of events in the words of printed pages.</summary>
internal static class EventTexts
{
    public static readonly IReadOnlyDictionary<string, string> Kinds = new Dictionary<string, string>
    {
        ["seminar"] = "семинар",
        ["webinar"] = "вебинар",
        ["strategic_session"] = "стратегическая сессия",
        ["trend_session"] = "тренд-сессия",
        ["internship"] = "стажировка",
        ["intensive"] = "интенсив",
        ["marathon"] = "марафон",
        ["conference"] = "конференция",
        ["presentation"] = "презентация",
        ["school_shift"] = "смена школьников",
    };

    public static readonly IReadOnlyDictionary<string, string> Formats = new Dictionary<string, string>
    {
        ["in_person"] = "очно",
        ["online"] = "дистанционно",
        ["mixed"] = "смешанный",
    };

    public static readonly IReadOnlyDictionary<string, string> Roles = new Dictionary<string, string>
    {
        ["organiser"] = "Организатор",
        ["co_organiser"] = "Соорганизатор",
        ["host"] = "Принимающая организация",
        ["partner"] = "Партнёр",
    };

    public static readonly IReadOnlyDictionary<string, string> MemberRoles = new Dictionary<string, string>
    {
        ["member"] = "участник",
        ["leader"] = "руководитель",
        ["speaker"] = "выступающий",
        ["expert"] = "эксперт",
    };
}
