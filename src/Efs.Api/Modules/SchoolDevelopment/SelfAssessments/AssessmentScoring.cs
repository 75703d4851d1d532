using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Computes points and levels from answers by the framework.</summary>
internal static class AssessmentScoring
{
    /// <summary>Errors of answers that the framework does not know.</summary>
    public static List<ValidationError> Foreign(AssessmentFrameworkFields framework, IReadOnlyList<AssessmentAnswer> answers)
    {
        var indicators = framework.Indicators.ToDictionary(i => i.Code);
        var errors = new List<ValidationError>();
        foreach (var (index, answer) in answers.Index())
            if (!indicators.TryGetValue(answer.Indicator, out var indicator))
                errors.Add(Rules.ForeignIndicator.At($"/answers/{index}/indicator", answer.Indicator));
            else if (indicator.Options.All(o => o.Code != answer.Option))
                errors.Add(
                    Rules.NotOneOf.At($"/answers/{index}/option", string.Join(", ", indicator.Options.Select(option => option.Code)))
                );
        return errors;
    }

    /// <summary>The indicators without an answer, in order.</summary>
    public static IEnumerable<AssessmentIndicator> Unanswered(AssessmentFrameworkFields framework, IReadOnlyList<AssessmentAnswer> answers)
    {
        var answered = answers.Select(a => a.Indicator).ToHashSet();
        return framework.Indicators.Where(i => !answered.Contains(i.Code));
    }

    /// <summary>The indicators whose answer has fewer points than the best one, in order.</summary>
    public static IEnumerable<AssessmentDeficit> Deficits(AssessmentFrameworkFields framework, IReadOnlyList<AssessmentAnswer> answers)
    {
        var options = answers.ToDictionary(a => a.Indicator, a => a.Option);
        return from direction in framework.Directions
            from indicator in direction.Indicators
            where options.ContainsKey(indicator.Code)
            let points = indicator.Options.Single(o => o.Code == options[indicator.Code]).Points
            where points < indicator.MaxPoints
            select new AssessmentDeficit
            {
                DirectionCode = direction.Code,
                Indicator = indicator.Code,
                Title = indicator.Title,
                IsCritical = indicator.IsCritical,
                Points = points,
                MaxPoints = indicator.MaxPoints,
            };
    }

    /// <summary>The score of answers to every indicator.</summary>
    public static AssessmentScore Score(AssessmentFrameworkFields framework, IReadOnlyList<AssessmentAnswer> answers)
    {
        var options = answers.ToDictionary(a => a.Indicator, a => a.Option);
        DirectionScore[] directions = [.. framework.Directions.Select(d => Score(d, framework.CriticalZeroEmptiesDirection, options))];
        var points = directions.Sum(d => d.Points);
        return new()
        {
            Points = points,
            MaxPoints = directions.Sum(d => d.MaxPoints),
            Level = LevelOf(framework.Levels, points),
            Directions = directions,
        };
    }

    private static DirectionScore Score(AssessmentDirection direction, bool criticalEmpties, Dictionary<string, string> options)
    {
        var answered = direction.Indicators.Select(i => (i.IsCritical, i.Options.Single(o => o.Code == options[i.Code]).Points)).ToList();
        var isEmptied = criticalEmpties && answered.Exists(a => a is { IsCritical: true, Points: 0 });
        var points = isEmptied ? 0 : answered.Sum(a => a.Points);
        return new()
        {
            DirectionCode = direction.Code,
            Points = points,
            MaxPoints = direction.Indicators.Sum(i => i.MaxPoints),
            Level = LevelOf(direction.Levels, points),
            IsEmptied = isEmptied,
        };
    }

    private static string LevelOf(IReadOnlyList<AssessmentLevel> levels, decimal points) => levels.Last(l => l.From <= points).Code;
}
