using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Who passes a stage, in numbers.</summary>
public sealed record StagePassingResult
{
    /// <summary>By track.</summary>
    [Items(50)]
    public required IReadOnlyList<TrackPassing> Tracks { get; init; }

    /// <summary>Number of applications for which this request has changed what is decided.</summary>
    /// <example>1</example>
    [Between(0, int.MaxValue)]
    public required int Changed { get; init; }
}

/// <summary>Who of a track passes a stage, in numbers.</summary>
public sealed record TrackPassing
{
    /// <summary>Key of the track.</summary>
    [Form("^[^/\\\\]{1,50}$", "teachers", 50)]
    public required string Track { get; init; }

    /// <summary>Number of applications that take part in the stage.</summary>
    /// <example>5</example>
    [Between(0, int.MaxValue)]
    public required int Applications { get; init; }

    /// <summary>Number of those that pass.</summary>
    /// <example>3</example>
    [Between(0, int.MaxValue)]
    public required int Passed { get; init; }

    /// <summary>Lowest score that passes; absent if nobody passes.</summary>
    /// <example>71</example>
    [Between(0, 1_000_000)]
    public decimal? LowestScore { get; init; }
}
