using Efs.Api.Kernel;

namespace Efs.Api.Modules.Institutes;

/// <summary>Writable fields of an institute.</summary>
public record InstituteFields : OrganisationFields
{
    /// <summary>
    /// Kind: Академия, научно-методический центр (НМЦ), ИРО, ЦНППМ, муниципальная методическая служба (ММС), ЦОПМКП,
    /// university, РОИВ, МОУО or other.
    /// </summary>
    [InstituteKind]
    public required string Kind { get; init; }

    /// <summary>Institute of the same region that this one is part of, as a ЦНППМ of its ИРО.</summary>
    [RefersTo("institutes")]
    public Guid? ParentId { get; init; }

    /// <summary>Institute of the same region that succeeds this one after its closing.</summary>
    [RefersTo("institutes")]
    public Guid? SuccessorId { get; init; }

    public override void Validate(ValidationContext validation)
    {
        base.Validate(validation);
        validation.Require(SuccessorId is null || ClosedOn is not null, "/successorId", Rules.TogetherOnly, "closedOn");
    }
}

/// <summary>
/// Kind of institute: iro (институт развития образования), academy (Академия Минпросвещения России), nmc (научно-методический центр),
/// cnppm (центр непрерывного повышения профессионального мастерства), mms (муниципальная методическая служба), assessment_center
/// (центр оценки профессионального мастерства и квалификаций), university (вуз), regional_authority (региональный орган управления
/// образованием), municipal_authority (муниципальный), other (иная организация).
/// </summary>
public sealed class InstituteKindAttribute()
    : OneOfAttribute(
        "iro",
        "academy",
        "nmc",
        "cnppm",
        "mms",
        "assessment_center",
        "university",
        "regional_authority",
        "municipal_authority",
        "other"
    );
