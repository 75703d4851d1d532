using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>Writable fields of a project of the portfolio. Its state is changed by transitions.</summary>
public record PortfolioProjectFields : RegistryFields
{
    /// <summary>Title.</summary>
    /// <example>Молодым всегда у нас дорога!</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Theme, by which portfolios of regions are compared.</summary>
    /// <example>Наставничество</example>
    [Length(200)]
    public required string Theme { get; init; }

    /// <summary>Aim (цель).</summary>
    /// <example>Удержать в школах молодых педагогов</example>
    [Length(2000)]
    public required string Aim { get; init; }

    /// <summary>Problem that it solves.</summary>
    /// <example>Каждый третий молодой педагог увольняется до третьего года работы</example>
    [Length(2000)]
    public string? Problem { get; init; }

    /// <summary>Product that it leaves behind.</summary>
    /// <example>Программа сопровождения молодых педагогов</example>
    [Length(2000)]
    public string? Product { get; init; }

    /// <summary>Institute of the region that owns the project.</summary>
    /// <example>source:chiro</example>
    [RefersTo("institutes")]
    public required Guid OwnerInstituteId { get; init; }

    /// <summary>National project, federal project or initiative that it is part of, of any region.</summary>
    [RefersTo("federal-projects")]
    public Guid? FederalProjectId { get; init; }

    /// <summary>First day as planned.</summary>
    /// <example>2024-01-15</example>
    public DateOnly? PlannedFrom { get; init; }

    /// <summary>Last day as planned.</summary>
    /// <example>2024-12-20</example>
    public DateOnly? PlannedTo { get; init; }

    /// <summary>People of the team, also of other regions.</summary>
    [Items(100)]
    public IReadOnlyList<TeamMember> Team { get; init; } = [];

    /// <summary>Organisations that take part beside the owner, also of other regions.</summary>
    [Items(100)]
    public IReadOnlyList<ProjectOrganisation> Organisations { get; init; } = [];

    /// <summary>Milestones (контрольные точки).</summary>
    [Items(100)]
    public IReadOnlyList<ProjectMilestone> Milestones { get; init; } = [];

    /// <summary>Results.</summary>
    [Items(100)]
    public IReadOnlyList<ProjectResult> Results { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        validation.RequireOrder("/plannedTo", PlannedFrom, PlannedTo, "plannedFrom");
        validation.RequireDistinct("/team", Team, "key", m => m.Key);
        for (var i = 0; i < Team.Count; i++)
            Team[i].Validate($"/team/{i}", RegionCode, validation);
        for (var i = 0; i < Organisations.Count; i++)
            Organisations[i].Check($"/organisations/{i}", RegionCode, validation);
    }
}

/// <summary>A person of a project's team.</summary>
public sealed record TeamMember : Participant
{
    /// <summary>Role in the team.</summary>
    [TeamRole]
    public required string Role { get; init; }
}

/// <summary>An organisation of a project: an institute of the owner's region, or any other by name.</summary>
public sealed record ProjectOrganisation
{
    /// <summary>Institute of the project's region. Exactly one of this and <c>name</c>.</summary>
    /// <example>source:chiro</example>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>Name of an organisation that is no institute of the project's region.</summary>
    /// <example></example>
    [Length(500)]
    public string? Name { get; init; }

    /// <summary>Region of the organisation, if it is not the project's. It may read the project.</summary>
    /// <example></example>
    [Region]
    public string? HomeRegionCode { get; init; }

    internal void Check(string where, string regionCode, ValidationContext validation)
    {
        validation.Require(InstituteId is null != Name is null, where, Rules.ExactlyOne, "instituteId, name");
        validation.Require(HomeRegionCode is null || Name is not null, $"{where}/homeRegionCode", Rules.TogetherOnly, "name");
        validation.Require(HomeRegionCode != regionCode, $"{where}/homeRegionCode", Rules.OwnRegion);
    }
}

/// <summary>A milestone of a project.</summary>
public sealed record ProjectMilestone
{
    /// <summary>What is to be reached.</summary>
    /// <example>Программа согласована со школами</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Day by which it is to be reached.</summary>
    /// <example>2024-03-01</example>
    public required DateOnly DueOn { get; init; }

    /// <summary>Day on which it was reached; absent until then.</summary>
    [NotInFuture]
    public DateOnly? ReachedOn { get; init; }
}

/// <summary>A result of a project.</summary>
public sealed record ProjectResult
{
    /// <summary>What was achieved.</summary>
    /// <example>По программе работают 12 школ</example>
    [Length(2000)]
    public required string Title { get; init; }

    /// <summary>Day by which it was achieved.</summary>
    /// <example>2024-12-20</example>
    [NotInFuture]
    public DateOnly? AchievedOn { get; init; }
}

/// <summary>
/// Role in a team: leader (руководитель), coordinator (координатор), member (участник), expert (эксперт), mentor (наставник команды).
/// </summary>
public sealed class TeamRoleAttribute() : OneOfAttribute("leader", "coordinator", "member", "expert", "mentor");
