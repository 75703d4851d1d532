using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Writable fields of a methodist.</summary>
public record MethodistFields : RegistryFields
{
    /// <summary>Educator of the region who is the methodist.</summary>
    /// <example>source:ivanova-m</example>
    [RefersTo("educators")]
    public required Guid EducatorId { get; init; }

    /// <summary>Institute of the region that the methodist is attached to, usually a ЦНППМ.</summary>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>Subject: dictionary <c>subjects</c>. Exactly one of this and <c>direction</c>.</summary>
    [Code("subjects", "mathematics")]
    public string? SubjectCode { get; init; }

    /// <summary>Direction of work without a subject: a group of competences.</summary>
    /// <example></example>
    [MethodistDirection]
    public string? Direction { get; init; }

    /// <summary>Municipality of work, by name.</summary>
    /// <example>Челябинский городской округ</example>
    [Length(200)]
    public string? Municipality { get; init; }

    /// <summary>
    /// Order of inclusion in the regional methodical group (методический актив; письмо Минпросвещения от 10.12.2021 №
    /// АЗ-1061/08).
    /// </summary>
    public required OfficialOrder AppointedBy { get; init; }

    /// <summary>First day in office.</summary>
    /// <example>2024-01-15</example>
    public required DateOnly Since { get; init; }

    /// <summary>Last day in office; absent while it lasts.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Maximum number of open trajectories; absent when unlimited. Recommendations respect it, writes do not.</summary>
    /// <example>10</example>
    [Between(0, 1000)]
    public int? Capacity { get; init; }

    public override void Validate(ValidationContext validation)
    {
        validation.Require(SubjectCode is null != Direction is null, "", Rules.ExactlyOne, "subjectCode, direction");
        validation.RequireOrder("/until", Since, Until, "since");
    }
}

/// <summary>An order (приказ).</summary>
public sealed record OfficialOrder
{
    /// <summary>Number of the order.</summary>
    /// <example>01/17</example>
    [Length(100)]
    public required string Number { get; init; }

    /// <summary>Date of the order.</summary>
    /// <example>2024-01-10</example>
    [NotInFuture]
    public required DateOnly Date { get; init; }
}

/// <summary>
/// Direction of a methodist's work without a subject: methodical, psychological_pedagogical, communicative, managerial, as the
/// groups of competences.
/// </summary>
public sealed class MethodistDirectionAttribute()
    : OneOfAttribute("methodical", "psychological_pedagogical", "communicative", "managerial");
