using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Results of a stage.</summary>
public sealed record ResultList
{
    /// <summary>Results, one of an application.</summary>
    /// <example>[]</example>
    [Items(1000)]
    public required IReadOnlyList<RecordedResult> Results { get; init; }
}

/// <summary>The result of an application.</summary>
public sealed record RecordedResult
{
    /// <summary>The application.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>Score. Exactly one of this, <c>criteria</c> and <c>isAbsent</c>; not where the stage has criteria.</summary>
    /// <example>87.5</example>
    [Between(0, 1_000_000)]
    public decimal? Score { get; init; }

    /// <summary>Scores by criterion, where the stage has criteria: of each one. The score is their sum.</summary>
    /// <example>[]</example>
    [Items(50)]
    public IReadOnlyList<CriterionScore> Criteria { get; init; } = [];

    /// <summary>Whether nobody came.</summary>
    /// <example>false</example>
    public bool IsAbsent { get; init; }

    /// <summary>Whether the jury recommends the application.</summary>
    /// <example>true</example>
    public bool? IsRecommended { get; init; }

    internal decimal? Total => Criteria.Count > 0 ? Criteria.Sum(c => c.Score) : Score;

    internal void Validate(string where, ValidationContext validation)
    {
        bool[] given = [Score is not null, Criteria.Count > 0, IsAbsent];
        validation.Require(given.Count(g => g) == 1, where, Rules.ExactlyOne, "score, criteria, isAbsent");
        validation.RequireDistinct($"{where}/criteria", Criteria, "key", c => c.Key);
    }

    /// <summary>Adds what does not fit the stage's criteria and highest scores.</summary>
    internal void CheckAgainst(ContestStage stage, string where, ValidationContext validation)
    {
        if (IsAbsent)
            return;
        if (stage.MaximumScore is { } most)
            validation.Require(Score <= most, $"{where}/score", Rules.OutOfRange, 0, most);
        if (!stage.Criteria.Select(c => c.Key).Order().SequenceEqual(Criteria.Select(c => c.Key).Order()))
            validation.Add(
                $"{where}/criteria",
                Rules.StageCriteria,
                string.Join(", ", stage.Criteria.Select(c => c.Key).DefaultIfEmpty("—"))
            );
        else
            for (var i = 0; i < Criteria.Count; i++)
            {
                var highest = stage.Criteria.Single(c => c.Key == Criteria[i].Key).MaximumScore;
                validation.Require(Criteria[i].Score <= highest, $"{where}/criteria/{i}/score", Rules.OutOfRange, 0, highest);
            }
    }
}
