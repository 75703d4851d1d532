using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the contests of the caller's regions, and those to which they are invited.</summary>
[Requires("contests:read")]
public sealed record ListContests : SearchedListOf<Contest>
{
    /// <summary>Code of the season.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "flagships-2023", 50)]
    public string? Code { get; init; }

    /// <summary>Year in which the season ends.</summary>
    /// <example>2023</example>
    [Between(2000, 2100)]
    public int? Year { get; init; }

    /// <summary>State.</summary>
    [ContestState]
    public string? State { get; init; }

    /// <summary>National project, federal project or initiative.</summary>
    public Guid? FederalProjectId { get; init; }
}
