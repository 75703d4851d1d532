using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>
/// A professional deficit (профессиональный дефицит): a competence below the threshold, from the diagnostic that found it until
/// one that no longer does.
/// </summary>
public sealed record Deficit
{
    /// <summary>Competence: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design")]
    public required string CompetenceCode { get; init; }

    /// <summary>Whether the deficit is open.</summary>
    /// <example>true</example>
    public required bool IsOpen { get; init; }

    /// <summary>Result that opened the deficit.</summary>
    public required DeficitEvidence Opened { get; init; }

    /// <summary>Latest result; equals <c>opened</c> where there is no other.</summary>
    public required DeficitEvidence Latest { get; init; }

    /// <summary>Result that closed the deficit: a repeated diagnostic by an edition of the same instrument.</summary>
    public DeficitEvidence? Closed { get; init; }
}

/// <summary>A result that opens, confirms or closes a deficit.</summary>
public sealed record DeficitEvidence
{
    /// <summary>Diagnostic of the result.</summary>
    public required Guid DiagnosticId { get; init; }

    /// <summary>Day of the diagnostic.</summary>
    public required DateOnly TakenOn { get; init; }

    /// <summary>Percent of the maximum, truncated after the second digit.</summary>
    /// <example>45.5</example>
    [Between(0, 100)]
    public required decimal Percent { get; init; }

    /// <summary>Code of the level on the instrument's scale.</summary>
    /// <example>low</example>
    [Length(50)]
    public required string Level { get; init; }
}

/// <summary>A diagnostic in the history of an educator's deficits.</summary>
internal sealed record Taken
{
    public required Guid Id { get; init; }
    public required DateOnly TakenOn { get; init; }
    public required string Stage { get; init; }

    /// <summary>The instrument, whatever the edition: results within it are comparable.</summary>
    public required string Instrument { get; init; }
    public required IReadOnlyList<CompetenceResult> Results { get; init; }

    public DeficitEvidence Evidence(CompetenceResult result) =>
        new()
        {
            DiagnosticId = Id,
            TakenOn = TakenOn,
            Percent = result.Percent,
            Level = result.Level,
        };
}

/// <summary>Computes deficits from an educator's diagnostics. They are not stored, so that a correction can't leave a wrong one.</summary>
internal static class Deficits
{
    /// <param name="history">The diagnostics in the order of time.</param>
    /// <returns>Deficits in the order in which they were opened; those of one diagnostic in the order of its results.</returns>
    public static IReadOnlyList<Deficit> Of(IEnumerable<Taken> history)
    {
        var all = new List<Deficit>();
        var open = new Dictionary<(string Instrument, string Competence), int>();
        foreach (var taken in history)
        foreach (var result in taken.Results)
        {
            var (key, evidence) = ((taken.Instrument, result.CompetenceCode), taken.Evidence(result));
            if (open.TryGetValue(key, out var at))
            {
                var closes = !result.IsDeficit && taken.Stage == "repeated";
                all[at] = all[at] with { Latest = evidence, IsOpen = !closes, Closed = closes ? evidence : null };
                if (closes)
                    open.Remove(key);
            }
            else if (result.IsDeficit)
            {
                open[key] = all.Count;
                all.Add(
                    new()
                    {
                        CompetenceCode = result.CompetenceCode,
                        IsOpen = true,
                        Opened = evidence,
                        Latest = evidence,
                    }
                );
            }
        }
        return all;
    }
}
