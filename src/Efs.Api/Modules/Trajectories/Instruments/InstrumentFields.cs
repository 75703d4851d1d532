using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Writable fields of an instrument: one edition of it.</summary>
public record InstrumentFields : RegistryFields
{
    /// <summary>Code of the instrument, the same in all its editions. Results of editions of one instrument are comparable.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "math-2024", 50)]
    public required string Code { get; init; }

    /// <summary>Number of the edition (редакция), from 1. A change of competences or scale is a new edition.</summary>
    /// <example>1</example>
    [Between(1, 10000)]
    public required int Edition { get; init; }

    /// <summary>Title of the edition.</summary>
    /// <example>Диагностика учителя математики</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Method: test, case, observation of a lesson, self-assessment, expert.</summary>
    [InstrumentMethod]
    public required string Method { get; init; }

    /// <summary>Measured competences with their maximum scores.</summary>
    /// <example>
    /// [{"competenceCode":"methodical_lesson_design","maxScore":12},{"competenceCode":"communicative_pupils","maxScore":8}]
    /// </example>
    [Items(100)]
    public required IReadOnlyList<MeasuredCompetence> Competences { get; init; }

    /// <summary>The scale: levels from the lowest to the highest. The first starts at 0 percent.</summary>
    /// <example>[{"code":"low","title":"Низкий","from":0},{"code":"basic","title":"Базовый","from":60,"isDeficitThreshold":true},{"code":"high","title":"Высокий","from":85}]</example>
    [Items(20)]
    public required IReadOnlyList<ScaleLevel> Levels { get; init; }

    /// <summary>First day of use; absent when unlimited.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day of use; absent while the edition is in use.</summary>
    public DateOnly? ValidTo { get; init; }

    public override void Validate(ValidationContext validation)
    {
        validation.RequireOrder("/validTo", ValidFrom, ValidTo, "validFrom");
        validation.Require(Competences.Count > 0, "/competences", Rules.Required);
        validation.RequireDistinct("/competences", Competences, "competenceCode", c => c.CompetenceCode);
        validation.RequireDistinct("/levels", Levels, "code", l => l.Code);
        validation.Require(Levels.Count > 0 && Levels[0].From == 0, "/levels", Rules.ScaleStart);
        for (var i = 1; i < Levels.Count; i++)
            validation.Require(Levels[i - 1].From < Levels[i].From, $"/levels/{i}/from", Rules.ScaleOrder);
        for (var i = 0; i < Levels.Count; i++)
            validation.Require(decimal.Round(Levels[i].From, 2) == Levels[i].From, $"/levels/{i}/from", Rules.TwoDigits);
        validation.Require(
            Levels.Skip(1).Count(l => l.IsDeficitThreshold) == 1 && !Levels[0].IsDeficitThreshold,
            "/levels",
            Rules.ScaleThreshold
        );
    }
}

/// <summary>A competence that an instrument measures.</summary>
public sealed record MeasuredCompetence
{
    /// <summary>Competence: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design")]
    public required string CompetenceCode { get; init; }

    /// <summary>Maximum score.</summary>
    /// <example>20</example>
    [Between(0.01, 100000)]
    public required decimal MaxScore { get; init; }
}

/// <summary>A level of a scale.</summary>
public sealed record ScaleLevel
{
    /// <summary>Code, unique in the scale.</summary>
    [Form("^[a-z0-9][a-z0-9_-]{0,49}$", "basic", 50)]
    public required string Code { get; init; }

    /// <summary>Title of the level.</summary>
    /// <example>Базовый</example>
    [Length(100)]
    public required string Title { get; init; }

    /// <summary>Cut-off: the lowest percentage of the maximum score that reaches the level, with at most two decimals.</summary>
    /// <example>0</example>
    [Between(0, 100)]
    public required decimal From { get; init; }

    /// <summary>Marks the lowest level that is not a deficit. Exactly one level has it, and not the lowest.</summary>
    public bool IsDeficitThreshold { get; init; }
}

/// <summary>
/// Method of an instrument: test (тест), case (кейс), lesson_observation (наблюдение урока), self_assessment (самооценка),
/// expert (экспертная оценка).
/// </summary>
public sealed class InstrumentMethodAttribute() : OneOfAttribute("test", "case", "lesson_observation", "self_assessment", "expert");
