using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>
/// Twin schools (школы-побратимы): an agreement of two schools of different regions. Both regions read it and are told of its changes.
/// The region that owns the record writes the agreement and its own plan; the partner's region writes its side.
/// </summary>
[Resource(
    81,
    "partnerships",
    "school-development",
    "school_development.partnership",
    ErrorCodes = ["partnerships.duplicate-source-id", "partnerships.unknown-school", "partnerships.signed", "partnerships.ended"]
)]
public sealed record Partnership : PartnershipFields, IRecord, ISharedWithParticipants
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>State, changed by signatures and transitions.</summary>
    [PartnershipState]
    public required string State { get; init; }

    /// <summary>The partner's side; absent until its region has written it.</summary>
    public PartnerSide? Partner { get; init; }

    /// <summary>Signatures of the two sides, in the order in which they were given.</summary>
    [Items(2)]
    public required IReadOnlyList<PartnershipSignature> Signatures { get; init; }

    /// <summary>How the partnership ended; absent while it lasts.</summary>
    public PartnershipEnding? Ending { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    [JsonIgnore]
    IReadOnlyList<string> ISharedWithParticipants.ParticipantRegions => [PartnerRegionCode];
}

/// <summary>A side's signature.</summary>
public sealed record PartnershipSignature
{
    /// <summary>Region of the school that signed.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Day of the signature.</summary>
    /// <example>2022-09-01</example>
    public required DateOnly SignedOn { get; init; }
}

/// <summary>The end of a partnership.</summary>
public sealed record PartnershipEnding
{
    /// <summary>Region that reported the end.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Day of the end.</summary>
    /// <example>2024-05-31</example>
    public required DateOnly EndedOn { get; init; }

    /// <summary>Reason or result.</summary>
    /// <example>План выполнен, срок соглашения истёк</example>
    [Length(2000)]
    public string? Reason { get; init; }
}
