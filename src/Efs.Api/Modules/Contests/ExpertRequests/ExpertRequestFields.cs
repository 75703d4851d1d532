using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Writable fields of a region's request for an expert. Its state is changed by answers and transitions.</summary>
public record ExpertRequestFields : RegistryFields
{
    /// <summary>Community that is asked, also of another region that this one may read.</summary>
    /// <example>source:leaders</example>
    [RefersTo("communities")]
    public required Guid CommunityId { get; init; }

    /// <summary>What an expert is wanted for.</summary>
    /// <example>Семинар о наставничестве в сельской школе</example>
    [Length(500)]
    public required string Topic { get; init; }

    /// <summary>Expertise, as the community says it.</summary>
    /// <example>Наставничество</example>
    [Length(200)]
    public string? Expertise { get; init; }

    /// <summary>What the expert should know.</summary>
    /// <example>Ждём 40 заместителей директоров</example>
    [Length(4000), PersonalData]
    public string? Details { get; init; }

    /// <summary>First day on which the expert is wanted.</summary>
    /// <example>2024-03-11</example>
    public DateOnly? WantedFrom { get; init; }

    /// <summary>Last day.</summary>
    /// <example>2024-03-15</example>
    public DateOnly? WantedTo { get; init; }

    public override void Validate(ValidationContext validation) => validation.RequireOrder("/wantedTo", WantedFrom, WantedTo, "wantedFrom");
}
