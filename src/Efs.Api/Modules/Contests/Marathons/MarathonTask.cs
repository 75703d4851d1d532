using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>A task of a marathon.</summary>
public sealed record MarathonTask
{
    /// <summary>The owner's key of the task, unique in the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "museum-lesson", 50)]
    public required string Key { get; init; }

    /// <summary>Title.</summary>
    /// <example>Урок в музее</example>
    [Length(300)]
    public required string Title { get; init; }

    /// <summary>What is to be done.</summary>
    /// <example>Провести урок в музее и описать его</example>
    [Length(4000)]
    public string? Description { get; init; }

    /// <summary>Points that it brings.</summary>
    /// <example>10</example>
    [Between(0, 10_000)]
    public required decimal Points { get; init; }

    /// <summary>First day on which it can be done; absent, that of the stage.</summary>
    public DateOnly? OpensOn { get; init; }

    /// <summary>Last day; absent, that of the stage.</summary>
    public DateOnly? ClosesOn { get; init; }

    /// <summary>Competence that it develops: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design")]
    public string? CompetenceCode { get; init; }

    /// <summary>Keys of the tracks that it is for; all of the stage where none is named.</summary>
    /// <example>[]</example>
    [Length(50), Items(50)]
    public IReadOnlyList<string> Tracks { get; init; } = [];

    internal bool IsFor(string track) => Tracks.Count == 0 || Tracks.Contains(track);
}
