using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>The set of programmes that covers the open deficits with the fewest hours.</summary>
public sealed record RecommendationPlan
{
    /// <summary>How it was found: exact is the fewest hours there are; greedy is within <c>bound</c> of it.</summary>
    [RecommendationPlanMethod]
    public required string Method { get; init; }

    /// <summary>At most so many times the fewest hours: 1 for an exact plan, 1 + 1/2 + … + 1/n for a greedy one, n being the most that one programme covers.</summary>
    /// <example>1</example>
    [Between(1, 6)]
    public required decimal Bound { get; init; }

    /// <summary>Academic hours of all its programmes.</summary>
    /// <example>36</example>
    [Between(0, int.MaxValue)]
    public required int Hours { get; init; }

    /// <summary>Ids of its programmes, in the order of their ids.</summary>
    [Items(100)]
    public required IReadOnlyList<Guid> Programs { get; init; }

    /// <summary>Competences of open deficits that it covers, by code.</summary>
    [Code("competences", "methodical_lesson_design"), Items(1000)]
    public required IReadOnlyList<string> Covered { get; init; }

    /// <summary>Competences of open deficits that no programme covers, by code.</summary>
    /// <example>[]</example>
    [Code("competences", "methodical_lesson_design"), Items(1000)]
    public required IReadOnlyList<string> Uncovered { get; init; }
}

/// <summary>How a plan was found: exact (all sets that could be better were tried), greedy (the best next programme, again and again).</summary>
public sealed class RecommendationPlanMethodAttribute() : OneOfAttribute("exact", "greedy");
