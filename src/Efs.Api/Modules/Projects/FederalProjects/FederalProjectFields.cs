using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>Writable fields of a national project, federal project or initiative.</summary>
public record FederalProjectFields : RegistryFields
{
    /// <summary>Code of the project, unique among those of its owner.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "flagships", 50)]
    public required string Code { get; init; }

    /// <summary>Title.</summary>
    /// <example>Флагманы образования</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Level: national_project, federal_project or initiative.</summary>
    /// <example>initiative</example>
    [ProjectLevel]
    public required string Level { get; init; }

    /// <summary>
    /// Project of any region that this one is part of: a federal project is part of a national one, an initiative of any. A national
    /// project has none.
    /// </summary>
    [RefersTo("federal-projects")]
    public Guid? ParentId { get; init; }

    /// <summary>Organisation that runs the project (оператор), by name.</summary>
    /// <example>АНО «Россия — страна возможностей»</example>
    [Length(500)]
    public string? Operator { get; init; }

    /// <summary>Organisations that support it (соорганизаторы), by name.</summary>
    /// <example>["Академия Минпросвещения России"]</example>
    [Length(500), Items(50)]
    public IReadOnlyList<string> CoOrganisers { get; init; } = [];

    /// <summary>Whom the project is for.</summary>
    /// <example>["Управленцы","Педагоги","Студенты от 18 лет"]</example>
    [Length(200), Items(20)]
    public IReadOnlyList<string> Audience { get; init; } = [];

    /// <summary>Act that the project rests on.</summary>
    /// <example>План основных мероприятий Года педагога и наставника</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    /// <summary>First day.</summary>
    /// <example>2023-05-01</example>
    public DateOnly? StartsOn { get; init; }

    /// <summary>Last day; absent while it is not set.</summary>
    /// <example>2023-11-30</example>
    public DateOnly? EndsOn { get; init; }

    /// <summary>How many people the project has reached (охват), one figure for a year, as its operator counts them.</summary>
    /// <example>[]</example>
    [Items(100)]
    public IReadOnlyList<ProjectCoverage> Coverage { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        validation.RequireDistinct("/coverage", Coverage, "year", c => c.Year);
        validation.Require(ParentId is null || Level != "national_project", "/parentId", Rules.TogetherOnly, "level ≠ national_project");
        validation.RequireOrder("/endsOn", StartsOn, EndsOn, "startsOn");
    }
}

/// <summary>How many people a project reached by the end of a year.</summary>
public sealed record ProjectCoverage
{
    /// <summary>Calendar year.</summary>
    /// <example>2023</example>
    [Between(2000, 2100)]
    public required int Year { get; init; }

    /// <summary>Number of people.</summary>
    /// <example>1500</example>
    [Between(0, 150_000_000)]
    public required int People { get; init; }

    /// <summary>Number of regions that they come from; absent if it was not counted.</summary>
    /// <example>7</example>
    [Between(0, 100)]
    public int? Regions { get; init; }
}

/// <summary>
/// Level of a project: national_project (национальный проект), federal_project (федеральный проект), initiative (инициатива: a
/// contest, a programme or another undertaking, also of a region).
/// </summary>
public sealed class ProjectLevelAttribute() : OneOfAttribute("national_project", "federal_project", "initiative");
