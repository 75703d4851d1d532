using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>A fact with what can be counted of it and by what it can be split.</summary>
/// <param name="Code">Its name in addresses.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Fact">The fact.</param>
/// <param name="Time">Which rows belong to a period.</param>
/// <param name="Measures">What can be counted.</param>
/// <param name="Dimensions">By what it can be split.</param>
/// <param name="Repetition">Why a person has several rows on one day, where the fact is made so.</param>
internal sealed record Cube(
    string Code,
    LocalizedText Title,
    string Fact,
    CubeTime Time,
    IReadOnlyList<Measure> Measures,
    IReadOnlyList<Dimension> Dimensions,
    Repetition? Repetition = null
)
{
    /// <summary>Whether its rows are about people: then its figures are protected.</summary>
    public bool IsAboutPeople => Measures.Any(m => m.Kind == MeasureKind.People);

    public Measure? Measure(string code) => Measures.FirstOrDefault(m => m.Code == code);

    public Dimension? Dimension(string code) => Dimensions.FirstOrDefault(d => d.Code == code);
}

/// <summary>Which rows belong to a period.</summary>
/// <param name="First">The column of the day, or of the first day.</param>
/// <param name="Last">
/// The column of the last day: then a row counts that lasts on the last day of the period. Without it, one whose day lies in the period.
/// </param>
internal sealed record CubeTime(string First, string? Last = null)
{
    public bool IsState => Last is not null;
}

/// <summary>A fact has a row for each member that a record has of a dimension.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Column">The column in which these rows differ.</param>
/// <param name="IsOrdinal">
/// Whether the column counts the rows from 1. All else is the same in each, so that one of them is enough for questions without the
/// dimension.
/// </param>
internal sealed record Repetition(string Dimension, string Column, bool IsOrdinal = false);

/// <summary>Kinds of measures.</summary>
internal enum MeasureKind
{
    /// <summary>Rows, or different values of an expression.</summary>
    Records,

    /// <summary>Different people: each once, however many rows are about one.</summary>
    People,
    Sum,
    Average,
    Median,
    NinthDecile,

    /// <summary>Percent of the people for whom a condition holds.</summary>
    Share,
}

/// <summary>What can be counted.</summary>
/// <param name="Code">Its name in requests.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Kind">How it is computed.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Expression">The expression that is summed, averaged or counted.</param>
internal sealed record Measure(string Code, LocalizedText Title, MeasureKind Kind, MeasureUnit Unit, string? Expression = null)
{
    /// <summary>Whether it is a number of people or records, which can be a part of an indicator.</summary>
    public bool IsCount => Kind is MeasureKind.People or MeasureKind.Records;
}

/// <summary>Units of measures.</summary>
internal enum MeasureUnit
{
    Units,
    People,
    Hours,
    Days,
    Percent,
    Points,
}

/// <summary>By what a cube can be split and narrowed.</summary>
/// <param name="Code">Its name in requests.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Expression">
/// The expression of a row's member; null where it has none. {day} stands for the day that the row counts on.
/// </param>
/// <param name="Members">Where its members and their titles come from.</param>
/// <param name="Join">The table that the expression needs.</param>
internal sealed record Dimension(string Code, LocalizedText Title, string Expression, DimensionMembers Members, string? Join = null)
{
    /// <summary>The member of rows that have none.</summary>
    public const string None = "none";

    /// <summary>The member that stands for a code; a text of people may be the word for none, and begins with a backslash then.</summary>
    public static string MemberOf(string code) => code.TrimStart('\\') == None ? $"\\{code}" : code;

    /// <summary>The code that a member stands for.</summary>
    public static string CodeOf(string member) => member.StartsWith('\\') && member.TrimStart('\\') == None ? member[1..] : member;

    /// <summary>Whether it only says in which part of the country somebody works, which is no secret.</summary>
    public bool IsPlace => Code is "district" or "region";

    /// <summary>Whether its members are few people who may know each other.</summary>
    public bool IsNarrow => Code is "municipality" or "school" or "institute";

    /// <summary>Whether each of its members lies in one member of another dimension.</summary>
    public bool IsWithin(Dimension other) =>
        (other.Code == "district" && Code == "region") || (other.IsPlace && IsNarrow) || (other.Code == "municipality" && Code == "school");
}

/// <summary>Where the members of a dimension come from.</summary>
internal abstract record DimensionMembers
{
    /// <summary>Codes that the store keeps as numbers; their titles from a dictionary, or from the list of titles.</summary>
    /// <param name="Column">The name of the column.</param>
    /// <param name="Dictionary">The dictionary of titles.</param>
    internal sealed record Codes(string Column, string? Dictionary = null) : DimensionMembers;

    /// <summary>Records, by their ids; the titles are in the store.</summary>
    /// <param name="Fact">The fact that has a row for each.</param>
    /// <param name="Column">The column of its id.</param>
    internal sealed record Records(string Fact, string Column) : DimensionMembers;

    /// <summary>The members are given.</summary>
    internal sealed record Fixed(params IReadOnlyList<DimensionMember> All) : DimensionMembers;
}

/// <summary>A member of a dimension.</summary>
internal sealed record DimensionMember(string Code, LocalizedText Title);
