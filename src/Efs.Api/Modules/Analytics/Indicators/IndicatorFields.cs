using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Writable fields of a version of an indicator's definition.</summary>
public record IndicatorFields : RegistryFields
{
    internal const string CodePattern = "^[A-Za-z][A-Za-z0-9_.-]{0,49}$";

    /// <summary>Code of the indicator, the same in all its versions.</summary>
    [Form(CodePattern, "IOM_SHARE", 50)]
    public required string Code { get; init; }

    /// <summary>Whether the version counts in every region or in its own.</summary>
    /// <example>regional</example>
    [IndicatorLevel]
    public required string Level { get; init; }

    /// <summary>Title in Russian.</summary>
    /// <example>Доля педагогических работников, для которых разработаны ИОМ на основе диагностики</example>
    [Length(1000)]
    public required string Title { get; init; }

    /// <summary>Title in English.</summary>
    /// <example>Share of pedagogical workers with a trajectory based on a diagnostic</example>
    [Length(1000)]
    public string? TitleEn { get; init; }

    /// <summary>Unit of the value.</summary>
    [IndicatorUnit]
    public required string Unit { get; init; }

    /// <summary>The shortest period that the indicator is reported for.</summary>
    [IndicatorPeriodicity]
    public required string Periodicity { get; init; }

    /// <summary>Whether a greater or a smaller value is the better one.</summary>
    [IndicatorDirection]
    public required string Direction { get; init; }

    /// <summary>What is counted.</summary>
    /// <example>{"cube":"trajectories","measure":"educators","filters":[{"dimension":"onDiagnostic","members":["true"]}]}</example>
    public required IndicatorCount Numerator { get; init; }

    /// <summary>What the numerator is divided by; absent for a number.</summary>
    /// <example>{"cube":"educators","measure":"educators","filters":[{"dimension":"positionGroup","members":["pedagogical"]}]}</example>
    public IndicatorCount? Denominator { get; init; }

    /// <summary>
    /// Day of the year as of which the denominator is counted, as <c>--MM-DD</c>: the latest one up to the end of the period. Absent: the
    /// end of the period.
    /// </summary>
    [Form("^--((0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|30)|(0[13578]|1[02])-31)$", "--09-20", 7)]
    public string? BaseDay { get; init; }

    /// <summary>Whether the numerator counts what happened up to the end of the period, not within it only.</summary>
    /// <example>false</example>
    public bool IsCumulative { get; init; }

    /// <summary>First day on which the version is in force: a period is counted by the version of its last day.</summary>
    /// <example>2025-09-01</example>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day on which the version is in force.</summary>
    /// <example>2030-12-31</example>
    public DateOnly? ValidTo { get; init; }

    /// <summary>Act that defines the indicator.</summary>
    /// <example>Приказ Министерства образования и науки Челябинской области от 15.01.2026 № демо-12</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    /// <summary>Organisation that answers for the indicator.</summary>
    /// <example>ЦНППМ Челябинской области</example>
    [Length(500)]
    public string? ResponsibleOrganisation { get; init; }

    public override void Validate(ValidationContext validation)
    {
        validation.RequireOrder("/validTo", ValidFrom, ValidTo, "validFrom");
        validation.Require(Unit != "percent" || Denominator is not null, "/denominator", Rules.Required);
        validation.Require(BaseDay is null || Denominator is not null, "/baseDay", Rules.TogetherOnly, "denominator");
        validation.Require(BaseDay is null or not "--02-30", "/baseDay", Rules.Format, "--09-20");
        Numerator.Validate("/numerator", validation);
        Denominator?.Validate("/denominator", validation);
    }
}

/// <summary>A count: a measure of a cube with filters.</summary>
public sealed record IndicatorCount
{
    /// <summary>Cube.</summary>
    [Form("^[a-z][A-Za-z]{0,49}$", "trajectories", 50)]
    public required string Cube { get; init; }

    /// <summary>Measure of the cube that is a number of people, records or organisations.</summary>
    [Form("^[a-z][A-Za-z]{0,49}$", "educators", 50)]
    public required string Measure { get; init; }

    /// <summary>Filters, all of which hold.</summary>
    /// <example>[{"dimension":"onDiagnostic","members":["true"]}]</example>
    [Items(20)]
    public IReadOnlyList<IndicatorFilter> Filters { get; init; } = [];

    internal void Validate(string where, ValidationContext validation)
    {
        if (CubeCatalogue.Find(Cube) is not { } cube)
        {
            validation.Add($"{where}/cube", Rules.NotOneOf, string.Join(", ", CubeCatalogue.All.Select(c => c.Code)));
            return;
        }
        var counts = cube.Measures.Where(m => m.IsCount).Select(m => m.Code).ToList();
        validation.Require(counts.Contains(Measure), $"{where}/measure", CubeQuestionReader.UnknownMeasure, string.Join(", ", counts));
        validation.RequireDistinct($"{where}/filters", Filters, "dimension", f => f.Dimension);
        for (var i = 0; i < Filters.Count; i++)
            Filters[i].Validate($"{where}/filters/{i}", cube, validation);
    }
}

/// <summary>A filter: the dimension has one of these members.</summary>
public sealed record IndicatorFilter
{
    /// <summary>Dimension of the cube.</summary>
    [Form("^[a-z][A-Za-z]{0,49}$", "onDiagnostic", 50)]
    public required string Dimension { get; init; }

    /// <summary>Members of the dimension.</summary>
    /// <example>["true"]</example>
    [Items(100), Length(100)]
    public required IReadOnlyList<string> Members { get; init; }

    internal void Validate(string where, Cube cube, ValidationContext validation)
    {
        validation.Require(Members.Count > 0, $"{where}/members", Rules.Required);
        if (cube.Dimension(Dimension) is not { } dimension)
        {
            var known = string.Join(", ", cube.Dimensions.Select(d => d.Code));
            validation.Add($"{where}/dimension", CubeQuestionReader.UnknownDimension, known);
        }
        else
            for (var i = 0; i < Members.Count; i++)
                CubeQuestionReader.RequireMember(validation, dimension, Members[i], $"{where}/members/{i}");
    }
}

/// <summary>Level of an indicator: federal (федеральный), regional (региональный).</summary>
public sealed class IndicatorLevelAttribute() : OneOfAttribute("federal", "regional");

/// <summary>Unit of an indicator: percent (процент), unit (единица), person (человек), boolean (да или нет: 1 или 0).</summary>
public sealed class IndicatorUnitAttribute() : OneOfAttribute("percent", "unit", "person", "boolean");

/// <summary>Periodicity of an indicator: year (год), half_year (полугодие), quarter (квартал), month (месяц).</summary>
public sealed class IndicatorPeriodicityAttribute() : OneOfAttribute("year", "half_year", "quarter", "month");

/// <summary>Direction of an indicator: max (чем больше, тем лучше), min (чем меньше, тем лучше).</summary>
public sealed class IndicatorDirectionAttribute() : OneOfAttribute("max", "min");
