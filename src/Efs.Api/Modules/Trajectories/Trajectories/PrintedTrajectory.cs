namespace Efs.Api.Modules.Trajectories;

/// <summary>The people and places that a printed trajectory names; *** stands for a removed name.</summary>
public sealed record PrintedPeople
{
    public required string Educator { get; init; }
    public required IReadOnlyList<string> Work { get; init; }
    public required IReadOnlyList<string> Categories { get; init; }
    public required string Institute { get; init; }
    public string? Methodist { get; init; }
    public Guid? MethodistId { get; init; }
}

/// <summary>A diagnostic as it is printed.</summary>
public sealed record PrintedDiagnostic
{
    public required DateOnly TakenOn { get; init; }
    public required string Title { get; init; }
    public required IReadOnlyList<ScaleLevel> Levels { get; init; }
    public required IReadOnlyList<CompetenceResult> Results { get; init; }

    public string LevelOf(CompetenceResult result) => Levels.First(l => l.Code == result.Level).Title;
}
