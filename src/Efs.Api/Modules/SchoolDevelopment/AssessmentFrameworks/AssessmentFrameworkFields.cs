using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Writable fields of a framework: one edition of it for one profile of schools.</summary>
public record AssessmentFrameworkFields : RegistryFields
{
    /// <summary>Code of the framework, the same in all its editions.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "minpros-school-general", 50)]
    public required string Code { get; init; }

    /// <summary>Number of the edition, from 1.</summary>
    /// <example>1</example>
    [Between(1, 10000)]
    public required int Edition { get; init; }

    /// <summary>Title of the edition.</summary>
    /// <example>Самодиагностика школы, реализующей программы НОО, ООО и СОО</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Profile of schools that it is for.</summary>
    /// <example>Общеобразовательная школа: НОО, ООО, СОО</example>
    [Length(500)]
    public required string SchoolProfile { get; init; }

    /// <summary>Act or document that the edition follows.</summary>
    /// <example>Концепция проекта «Школа Минпросвещения России», 2022 год</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    /// <summary>Whether no points on a critical indicator leave its direction without points.</summary>
    /// <example>true</example>
    public required bool CriticalZeroEmptiesDirection { get; init; }

    /// <summary>Main directions (магистральные направления) and key conditions (ключевые условия), in order.</summary>
    [Items(20)]
    public required IReadOnlyList<AssessmentDirection> Directions { get; init; }

    /// <summary>Levels of the total, from the lowest to the highest. The first starts at 0 points.</summary>
    /// <example>[{"code":"below_basic","title":"Ниже базового","from":0},{"code":"basic","title":"Базовый","from":1}]</example>
    [Items(20)]
    public required IReadOnlyList<AssessmentLevel> Levels { get; init; }

    /// <summary>All indicators, in order.</summary>
    internal IEnumerable<AssessmentIndicator> Indicators => Directions.SelectMany(d => d.Indicators);

    public override void Validate(ValidationContext validation)
    {
        validation.Require(Directions.Count > 0, "/directions", Rules.Required);
        validation.RequireDistinct("/directions", Directions, "code", d => d.Code);
        AssessmentLevel.Validate("/levels", Levels, validation);
        var seen = new HashSet<string>();
        for (var d = 0; d < Directions.Count; d++)
        {
            var (direction, at) = (Directions[d], $"/directions/{d}");
            AssessmentLevel.Validate($"{at}/levels", direction.Levels, validation);
            validation.Require(direction.Criteria.Count > 0, $"{at}/criteria", Rules.Required);
            for (var c = 0; c < direction.Criteria.Count; c++)
                Validate(direction.Criteria[c], $"{at}/criteria/{c}/indicators", seen, validation);
        }
    }

    private static void Validate(AssessmentCriterion criterion, string at, HashSet<string> seen, ValidationContext validation)
    {
        validation.Require(criterion.Indicators.Count > 0, at, Rules.Required);
        for (var i = 0; i < criterion.Indicators.Count; i++)
        {
            var indicator = criterion.Indicators[i];
            validation.Require(seen.Add(indicator.Code), $"{at}/{i}/code", Rules.Repeated);
            validation.Require(indicator.Options.Count > 0, $"{at}/{i}/options", Rules.Required);
            validation.RequireDistinct($"{at}/{i}/options", indicator.Options, "code", o => o.Code);
        }
    }
}

/// <summary>A main direction or a key condition.</summary>
public sealed record AssessmentDirection
{
    /// <summary>Code, unique in the framework.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "knowledge", 50)]
    public required string Code { get; init; }

    /// <summary>Title.</summary>
    /// <example>Знание</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Whether it is a main direction or a key condition.</summary>
    [AssessmentDirectionKind]
    public required string Kind { get; init; }

    /// <summary>Criteria, in order.</summary>
    [Items(50)]
    public required IReadOnlyList<AssessmentCriterion> Criteria { get; init; }

    /// <summary>Levels of the direction, from the lowest to the highest. The first starts at 0 points.</summary>
    /// <example>[{"code":"below_basic","title":"Ниже базового","from":0},{"code":"basic","title":"Базовый","from":1}]</example>
    [Items(20)]
    public required IReadOnlyList<AssessmentLevel> Levels { get; init; }

    internal IEnumerable<AssessmentIndicator> Indicators => Criteria.SelectMany(c => c.Indicators);
}

/// <summary>A criterion: a group of indicators.</summary>
public sealed record AssessmentCriterion
{
    /// <summary>Title.</summary>
    /// <example>Образовательный процесс</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Indicators, in order.</summary>
    [Items(100)]
    public required IReadOnlyList<AssessmentIndicator> Indicators { get; init; }
}

/// <summary>An indicator (показатель оценивания).</summary>
public sealed record AssessmentIndicator
{
    /// <summary>Code, unique in the framework.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "federal_programs", 50)]
    public required string Code { get; init; }

    /// <summary>Title.</summary>
    /// <example>Реализация федеральных рабочих программ</example>
    [Length(1000)]
    public required string Title { get; init; }

    /// <summary>Whether the indicator is critical (критический показатель).</summary>
    /// <example>true</example>
    public bool IsCritical { get; init; }

    /// <summary>Options of the answer with their points.</summary>
    /// <example>[{"code":"no","title":"Не реализуются","points":0},{"code":"yes","title":"Во всех классах","points":1}]</example>
    [Items(20)]
    public required IReadOnlyList<AssessmentOption> Options { get; init; }

    internal decimal MaxPoints => Options.Max(o => o.Points);
}

/// <summary>An option of an answer.</summary>
public sealed record AssessmentOption
{
    /// <summary>Code, unique in the indicator.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "yes", 50)]
    public required string Code { get; init; }

    /// <summary>Title.</summary>
    /// <example>Реализуются во всех классах</example>
    [Length(1000)]
    public required string Title { get; init; }

    /// <summary>Points of the option.</summary>
    /// <example>1</example>
    [Between(0, 1000)]
    public required decimal Points { get; init; }
}

/// <summary>A level of points.</summary>
public sealed record AssessmentLevel
{
    /// <summary>Code, unique in the scale.</summary>
    [Form("^[a-z0-9][a-z0-9_-]{0,49}$", "basic", 50)]
    public required string Code { get; init; }

    /// <summary>Title.</summary>
    /// <example>Базовый</example>
    [Length(100)]
    public required string Title { get; init; }

    /// <summary>The lowest number of points that reaches the level.</summary>
    /// <example>0</example>
    [Between(0, 1000000)]
    public required decimal From { get; init; }

    internal static void Validate(string at, IReadOnlyList<AssessmentLevel> levels, ValidationContext validation)
    {
        validation.RequireDistinct(at, levels, "code", l => l.Code);
        validation.Require(levels.Count > 0 && levels[0].From == 0, at, Rules.PointsStart);
        for (var i = 1; i < levels.Count; i++)
            validation.Require(levels[i - 1].From < levels[i].From, $"{at}/{i}/from", Rules.ScaleOrder);
    }
}

/// <summary>Kind of direction: direction (магистральное направление), key_condition (ключевое условие).</summary>
public sealed class AssessmentDirectionKindAttribute() : OneOfAttribute("direction", "key_condition");
