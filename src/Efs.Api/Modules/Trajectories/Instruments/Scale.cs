using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Computes results from scores by the scale of the instrument's edition.</summary>
internal static class Scale
{
    /// <summary>The results in the order of the instrument's competences; adds an error for every score that does not fit.</summary>
    public static IReadOnlyList<CompetenceResult> Judge(
        InstrumentFields instrument,
        IReadOnlyList<CompetenceScore> scores,
        List<ValidationError> errors
    )
    {
        var places = scores.Select((score, index) => (score, index)).ToDictionary(s => s.score.CompetenceCode);
        foreach (
            var (score, index) in places.Values.Where(s => instrument.Competences.All(c => c.CompetenceCode != s.score.CompetenceCode))
        )
            errors.Add(Rules.ForeignCompetence.At($"/scores/{index}/competenceCode", score.CompetenceCode));
        var results = new List<CompetenceResult>(instrument.Competences.Count);
        foreach (var measured in instrument.Competences)
        {
            if (!places.TryGetValue(measured.CompetenceCode, out var place))
                errors.Add(Rules.MissingCompetence.At("/scores", measured.CompetenceCode));
            else if (place.score.Value > measured.MaxScore)
                errors.Add(Rules.OverMaximum.At($"/scores/{place.index}/score", measured.CompetenceCode, measured.MaxScore));
            else
                results.Add(Of(instrument.Levels, measured, place.score.Value));
        }
        return results;
    }

    // Percentages are truncated after the second digit and cut-offs have no more digits, so that a shown value reaches a level
    // exactly when the level says so.
    private static CompetenceResult Of(IReadOnlyList<ScaleLevel> levels, MeasuredCompetence measured, decimal score)
    {
        var percent = decimal.Floor(score * 10000 / measured.MaxScore) / 100;
        var level = levels.Last(l => l.From <= percent);
        return new()
        {
            CompetenceCode = measured.CompetenceCode,
            Score = score,
            MaxScore = measured.MaxScore,
            Percent = percent,
            Level = level.Code,
            IsDeficit = level.From < levels.Single(l => l.IsDeficitThreshold).From,
        };
    }
}
