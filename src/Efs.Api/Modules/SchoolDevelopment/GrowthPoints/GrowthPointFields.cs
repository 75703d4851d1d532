using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Writable fields of a centre «Точка роста».</summary>
public record GrowthPointFields : RegistryFields
{
    /// <summary>School of the region that the centre is part of.</summary>
    /// <example>source:school-1-demo</example>
    [RefersTo("schools")]
    public required Guid SchoolId { get; init; }

    /// <summary>Profile of the centre.</summary>
    [GrowthPointProfile]
    public required string Profile { get; init; }

    /// <summary>Year in which the centre was opened.</summary>
    /// <example>2021</example>
    [Between(2019, 2100)]
    public required int OpenedYear { get; init; }

    /// <summary>Act that the centre was opened by.</summary>
    /// <example>приказ от 30.08.2021 № 45-о</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    /// <summary>Educator of the region who heads the centre.</summary>
    /// <example>source:ivanova-m</example>
    [RefersTo("educators")]
    public Guid? HeadId { get; init; }

    /// <summary>Sets of equipment, in the order of the act.</summary>
    /// <example>["Цифровая лаборатория по физике","Образовательный конструктор для практики блочного программирования"]</example>
    [Length(500), Items(100)]
    public IReadOnlyList<string> Equipment { get; init; } = [];

    /// <summary>Section of the school's site about the centre.</summary>
    /// <example>https://school.example.ru/tochka-rosta</example>
    [WebAddress]
    public string? Website { get; init; }

    /// <summary>Figures by year, each indicator of a year once.</summary>
    [Items(500)]
    public IReadOnlyList<GrowthPointFigure> Figures { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        validation.RequireDistinct("/figures", Figures, "indicator", f => (f.Year, f.Indicator));
        for (var i = 0; i < Figures.Count; i++)
            validation.Require(Figures[i].Year >= OpenedYear, $"/figures/{i}/year", Rules.NotBefore, "openedYear");
    }
}

/// <summary>The value of an indicator in a year.</summary>
public sealed record GrowthPointFigure
{
    /// <summary>Calendar year.</summary>
    /// <example>2023</example>
    [Between(2019, 2100)]
    public required int Year { get; init; }

    /// <summary>Indicator: dictionary <c>growth-point-indicators</c>.</summary>
    [Code("growth-point-indicators", "pupils_with_equipment")]
    public required string Indicator { get; init; }

    /// <summary>Value: a number of people or of events, as the indicator's title says.</summary>
    /// <example>84</example>
    [Between(0, 1000000)]
    public required decimal Value { get; init; }
}

/// <summary>
/// Profile of a centre: natural_science_and_technology (естественно-научная и технологическая направленности), digital_and_humanities
/// (цифровой и гуманитарный профили, 2019–2020).
/// </summary>
public sealed class GrowthPointProfileAttribute() : OneOfAttribute("natural_science_and_technology", "digital_and_humanities");
