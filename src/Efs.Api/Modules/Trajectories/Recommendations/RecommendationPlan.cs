using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>The set of programmes that covers the open deficits with the fewest hours.</summary>
public sealed record RecommendationPlan
{
    /// <summary>Method: exact has the fewest hours possible; greedy is within <c>bound</c> of it.</summary>
    [RecommendationPlanMethod]
    public required string Method { get; init; }

    /// <summary>
    /// Upper bound of the ratio to the fewest hours possible: 1 for an exact plan, 1 + 1/2 + … + 1/n for a greedy one, where n
    /// is the most that one programme covers.
    /// </summary>
    /// <example>1</example>
    [Between(1, 6)]
    public required decimal Bound { get; init; }

    /// <summary>Total academic hours.</summary>
    /// <example>36</example>
    [Between(0, int.MaxValue)]
    public required int Hours { get; init; }

    /// <summary>Ids of the programmes, in order.</summary>
    [Items(100)]
    public required IReadOnlyList<Guid> Programs { get; init; }

    /// <summary>Competences of open deficits that the plan covers, by code.</summary>
    [Code("competences", "methodical_lesson_design"), Items(1000)]
    public required IReadOnlyList<string> Covered { get; init; }

    /// <summary>Competences of open deficits that no programme covers, by code.</summary>
    /// <example>[]</example>
    [Code("competences", "methodical_lesson_design"), Items(1000)]
    public required IReadOnlyList<string> Uncovered { get; init; }
}

/// <summary>
/// Method of a plan: exact (all sets that could be better were tried), greedy (the best next programme was taken repeatedly).
/// </summary>
public sealed class RecommendationPlanMethodAttribute() : OneOfAttribute("exact", "greedy");
