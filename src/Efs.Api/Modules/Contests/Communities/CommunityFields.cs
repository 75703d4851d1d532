using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Writable fields of a community of experts.</summary>
public record CommunityFields : RegistryFields
{
    /// <summary>Title.</summary>
    /// <example>Созвездие Флагманов образования</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>National project, federal project or initiative that it is part of, of any region.</summary>
    [RefersTo("federal-projects")]
    public Guid? FederalProjectId { get; init; }

    /// <summary>Organisation that runs it, by name.</summary>
    /// <example>АНО «Россия — страна возможностей»</example>
    [Length(500)]
    public string? Operator { get; init; }

    /// <summary>What it is for.</summary>
    /// <example>Экспертная поддержка региональных проектов</example>
    [Length(2000)]
    public string? Aim { get; init; }

    /// <summary>Regions that may read the community and ask it for an expert, beside those that its members come from.</summary>
    /// <example>["42"]</example>
    [Region, Items(100)]
    public IReadOnlyList<string> InvitedRegions { get; init; } = [];

    /// <summary>Members, also of other regions.</summary>
    /// <example>
    /// [{"key":"1","lastName":"Полевая","firstName":"Раиса","since":"2023-12-01","expertise":["Наставничество"],"homeRegionCode":"42"}]
    /// </example>
    [Items(1000)]
    public IReadOnlyList<CommunityMember> Members { get; init; } = [];

    /// <summary>Meetings.</summary>
    [Items(500)]
    public IReadOnlyList<CommunityMeeting> Meetings { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        validation.RequireDistinct("/members", Members, "key", m => m.Key);
        for (var i = 0; i < Members.Count; i++)
            Members[i].Check($"/members/{i}", RegionCode, validation);
    }
}

/// <summary>A member of a community.</summary>
public sealed record CommunityMember : Participant
{
    /// <summary>First day of the membership.</summary>
    /// <example>2023-12-01</example>
    [NotInFuture]
    public required DateOnly Since { get; init; }

    /// <summary>Last day of the membership; absent while it lasts.</summary>
    /// <example></example>
    [NotInFuture]
    public DateOnly? Until { get; init; }

    /// <summary>Contest that the person has won or was a finalist of, of any region that has invited this one.</summary>
    [RefersTo("contests")]
    public Guid? ContestId { get; init; }

    /// <summary>What the person has achieved in the contest.</summary>
    /// <example>finalist</example>
    [Achievement]
    public string? Achievement { get; init; }

    /// <summary>What the person is an expert in.</summary>
    /// <example>["Наставничество"]</example>
    [Length(200), Items(20)]
    public IReadOnlyList<string> Expertise { get; init; } = [];

    internal void Check(string where, string regionCode, ValidationContext validation)
    {
        Validate(where, regionCode, validation);
        validation.RequireOrder($"{where}/until", Since, Until, "since");
        validation.Require(ContestId is null || Achievement is not null, $"{where}/achievement", Rules.Required);
    }
}

/// <summary>A meeting of a community.</summary>
public sealed record CommunityMeeting
{
    /// <summary>Day.</summary>
    /// <example>2024-02-15</example>
    public required DateOnly HeldOn { get; init; }

    /// <summary>Title.</summary>
    /// <example>Наставничество в сельской школе</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Place; absent of a meeting online.</summary>
    /// <example>Москва</example>
    [Length(500)]
    public string? Place { get; init; }

    /// <summary>Number of people who took part.</summary>
    /// <example>120</example>
    [Between(0, 100_000)]
    public int? Participants { get; init; }
}

/// <summary>What a person has achieved in a contest: winner (победитель), finalist (финалист).</summary>
public sealed class AchievementAttribute() : OneOfAttribute("winner", "finalist");
