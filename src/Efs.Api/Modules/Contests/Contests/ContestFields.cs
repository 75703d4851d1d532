using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// Writable fields of a season of a contest. Whatever changes from season to season is said here: tracks, sizes of teams, stages, scores.
/// Its state is changed by transitions.
/// </summary>
public record ContestFields : RegistryFields
{
    /// <summary>Code of the season, unique among those of its owner.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "flagships-2023", 50)]
    public required string Code { get; init; }

    /// <summary>Title.</summary>
    /// <example>Флагманы образования</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Year in which the season ends.</summary>
    /// <example>2023</example>
    [Between(2000, 2100)]
    public required int Year { get; init; }

    /// <summary>National project, federal project or initiative that it is part of, of any region.</summary>
    [RefersTo("federal-projects")]
    public Guid? FederalProjectId { get; init; }

    /// <summary>Institute of the region that carries it out. Exactly one of this and <c>organiser</c>.</summary>
    /// <example></example>
    [RefersTo("institutes")]
    public Guid? OrganiserInstituteId { get; init; }

    /// <summary>Name of an operator that is no institute of the region.</summary>
    /// <example>АНО «Россия — страна возможностей»</example>
    [Length(500)]
    public string? Organiser { get; init; }

    /// <summary>Act that the season rests on (положение).</summary>
    /// <example>Положение о конкурсе от 20.03.2023</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    /// <summary>Regions that are invited. They read the contest and apply for it; every region does where none is named.</summary>
    /// <example>["74"]</example>
    [Region, Items(100)]
    public IReadOnlyList<string> InvitedRegions { get; init; } = [];

    /// <summary>Tracks (направления, номинации): who competes with whom.</summary>
    [Items(50)]
    public required IReadOnlyList<ContestTrack> Tracks { get; init; }

    /// <summary>Stages in order; the first is that of the applications.</summary>
    /// <example>
    /// [{"key":"application","kind":"application","opensOn":"2023-03-27"},
    /// {"key":"marathon","kind":"marathon","tasks":[{"key":"museum-lesson","title":"Урок в музее","points":10}]},
    /// {"key":"test","kind":"remote_assessment","minimumScore":60}]
    /// </example>
    [Items(20)]
    public required IReadOnlyList<ContestStage> Stages { get; init; }

    /// <summary>Who of those with one score goes first, in order of weight.</summary>
    /// <example>["earlier_stages"]</example>
    [TieBreaker, Items(2)]
    public IReadOnlyList<string> TieBreakers { get; init; } = [];

    /// <summary>
    /// What happens to those who are equal also by these, and for all of whom there is no place; absent, all of them pass.
    /// </summary>
    /// <example>all_pass</example>
    [TieRule]
    public string? Ties { get; init; }

    public override void Validate(ValidationContext validation)
    {
        validation.Require(OrganiserInstituteId is null != Organiser is null, "", Rules.ExactlyOne, "organiserInstituteId, organiser");
        validation.Require(Tracks.Count > 0, "/tracks", Rules.Required);
        validation.RequireDistinct("/tracks", Tracks, "key", t => t.Key);
        validation.RequireDistinct("/stages", Stages, "key", s => s.Key);
        if (validation.Require(Stages.Count > 0, "/stages", Rules.Required))
            validation.Require(Stages[0].Kind == "application", "/stages/0/kind", Rules.NotOneOf, "application");
        for (var i = 0; i < Tracks.Count; i++)
            Tracks[i].Validate($"/tracks/{i}", validation);
        for (var i = 0; i < Stages.Count; i++)
        {
            validation.Require(i == 0 || Stages[i].Kind != "application", $"/stages/{i}/kind", Rules.Repeated);
            Stages[i].Validate($"/stages/{i}", Tracks, validation);
        }
    }

    internal ContestTrack? Track(string key) => Tracks.FirstOrDefault(t => t.Key == key);

    internal bool Invites(string regionCode) =>
        InvitedRegions.Count == 0 || regionCode == RegionCode || InvitedRegions.Contains(regionCode);
}

/// <summary>A track of a contest: who may compete in it, alone or as a team.</summary>
public sealed record ContestTrack
{
    /// <summary>The owner's key of the track, unique in the contest, by which applications name it.</summary>
    [Form("^[^/\\\\]{1,50}$", "teachers", 50)]
    public required string Key { get; init; }

    /// <summary>Title.</summary>
    /// <example>Педагоги</example>
    [Length(300)]
    public required string Title { get; init; }

    /// <summary>Who may take part; anybody where nothing is named.</summary>
    /// <example>["educator"]</example>
    [ApplicantCategory, Items(10)]
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Day on which the ages are reckoned; required with an age.</summary>
    /// <example>2023-03-27</example>
    public DateOnly? AgeOn { get; init; }

    /// <summary>Age from which one may take part, in full years.</summary>
    /// <example>18</example>
    [Between(0, 120)]
    public int? MinimumAge { get; init; }

    /// <summary>Age up to which one may take part, in full years.</summary>
    /// <example>75</example>
    [Between(0, 120)]
    public int? MaximumAge { get; init; }

    /// <summary>Number of people of an application at least; absent, one.</summary>
    /// <example>1</example>
    [Between(1, 50)]
    public int? MinimumTeam { get; init; }

    /// <summary>Number of people of an application at most; absent, one.</summary>
    /// <example>1</example>
    [Between(1, 50)]
    public int? MaximumTeam { get; init; }

    /// <summary>How many people of a team have a role.</summary>
    /// <example>[]</example>
    [Items(10)]
    public IReadOnlyList<TeamRoleLimit> Roles { get; init; } = [];

    internal (int Least, int Most) TeamSize => (MinimumTeam ?? 1, MaximumTeam ?? 1);

    internal void Validate(string where, ValidationContext validation)
    {
        validation.Require(AgeOn is not null || (MinimumAge ?? MaximumAge) is null, $"{where}/ageOn", Rules.Required);
        validation.Require(!(MaximumAge < MinimumAge), $"{where}/maximumAge", Rules.OutOfRange, MinimumAge ?? 0, 120);
        var (least, most) = TeamSize;
        validation.Require(most >= least, $"{where}/maximumTeam", Rules.OutOfRange, least, 50);
        validation.RequireDistinct($"{where}/roles", Roles, "role", r => r.Role);
        for (var i = 0; i < Roles.Count; i++)
            validation.Require(
                !(Roles[i].Maximum < Roles[i].Minimum),
                $"{where}/roles/{i}/maximum",
                Rules.OutOfRange,
                Roles[i].Minimum ?? 0,
                50
            );
    }
}

/// <summary>How many people of a team have a role.</summary>
public sealed record TeamRoleLimit
{
    /// <summary>Role.</summary>
    [ApplicantRole]
    public required string Role { get; init; }

    /// <summary>Number of people at least; absent, none.</summary>
    /// <example>1</example>
    [Between(0, 50)]
    public int? Minimum { get; init; }

    /// <summary>Number of people at most; absent, any.</summary>
    /// <example>1</example>
    [Between(0, 50)]
    public int? Maximum { get; init; }
}

/// <summary>A stage of a contest, and how one passes it. Limits of places are those of each track.</summary>
public sealed record ContestStage
{
    /// <summary>The owner's key of the stage, unique in the contest.</summary>
    [Form("^[^/\\\\]{1,50}$", "test", 50)]
    public required string Key { get; init; }

    /// <summary>Kind.</summary>
    /// <example>remote_assessment</example>
    [StageKind]
    public required string Kind { get; init; }

    /// <summary>Title.</summary>
    /// <example>Дистанционное тестирование</example>
    [Length(300)]
    public string? Title { get; init; }

    /// <summary>Keys of the tracks that go through it; all where none is named.</summary>
    /// <example>[]</example>
    [Length(50), Items(50)]
    public IReadOnlyList<string> Tracks { get; init; } = [];

    /// <summary>First day, by the time of the contest's region.</summary>
    /// <example>2023-09-18</example>
    public DateOnly? OpensOn { get; init; }

    /// <summary>Last day.</summary>
    public DateOnly? ClosesOn { get; init; }

    /// <summary>Last day for appeals.</summary>
    public DateOnly? AppealsUntil { get; init; }

    /// <summary>What the score is made up of; the score is given as one number where nothing is named.</summary>
    /// <example>[]</example>
    [Items(50)]
    public IReadOnlyList<StageCriterion> Criteria { get; init; } = [];

    /// <summary>Tasks of a marathon: each brings its points once, and the score of an application is their sum.</summary>
    /// <example>[]</example>
    [Items(200)]
    public IReadOnlyList<MarathonTask> Tasks { get; init; } = [];

    /// <summary>
    /// Highest score; without it scores are not bounded. Not with criteria, which have their own, and not with tasks, which have points.
    /// </summary>
    /// <example>100</example>
    [Between(0, 1_000_000)]
    public decimal? MaximumScore { get; init; }

    /// <summary>Score from which one passes.</summary>
    /// <example>60</example>
    [Between(0, 1_000_000)]
    public decimal? MinimumScore { get; init; }

    /// <summary>How many pass at most; at the final, how many win.</summary>
    /// <example>300</example>
    [Between(1, 1_000_000)]
    public int? Capacity { get; init; }

    /// <summary>How many of one region pass at most.</summary>
    /// <example>10</example>
    [Between(0, 1_000_000)]
    public int? RegionQuota { get; init; }

    /// <summary>Regions with a minimum or a quota of their own.</summary>
    /// <example>[]</example>
    [Items(100)]
    public IReadOnlyList<RegionPassing> Regions { get; init; } = [];

    /// <summary>Whether only those pass whom the jury recommends.</summary>
    /// <example>false</example>
    public bool ByJury { get; init; }

    internal void Validate(string where, IReadOnlyList<ContestTrack> tracks, ValidationContext validation)
    {
        validation.RequireOrder($"{where}/closesOn", OpensOn, ClosesOn, "opensOn");
        validation.RequireOrder($"{where}/appealsUntil", OpensOn, AppealsUntil, "opensOn");
        validation.RequireDistinct($"{where}/criteria", Criteria, "key", c => c.Key);
        validation.RequireDistinct($"{where}/regions", Regions, "regionCode", r => r.RegionCode);
        validation.Require(MaximumScore is null || Criteria.Count == 0, $"{where}/maximumScore", Rules.NotWith, "criteria");
        RequireKnown($"{where}/tracks", Tracks, tracks, validation);
        ValidateTasks($"{where}/tasks", tracks, validation);
    }

    private void ValidateTasks(string where, IReadOnlyList<ContestTrack> tracks, ValidationContext validation)
    {
        validation.Require(Tasks.Count == 0 || Kind == "marathon", where, Rules.TogetherOnly, "kind = marathon");
        validation.Require(
            Tasks.Count == 0 || (Criteria.Count == 0 && MaximumScore is null),
            where,
            Rules.NotWith,
            "criteria, maximumScore"
        );
        validation.RequireDistinct(where, Tasks, "key", t => t.Key);
        for (var i = 0; i < Tasks.Count; i++)
        {
            validation.RequireOrder($"{where}/{i}/closesOn", Tasks[i].OpensOn ?? OpensOn, Tasks[i].ClosesOn, "opensOn");
            RequireKnown($"{where}/{i}/tracks", Tasks[i].Tracks, tracks, validation);
        }
    }

    private static void RequireKnown(
        string where,
        IReadOnlyList<string> named,
        IReadOnlyList<ContestTrack> tracks,
        ValidationContext validation
    )
    {
        for (var i = 0; i < named.Count; i++)
            validation.Require(
                tracks.Any(t => t.Key == named[i]),
                $"{where}/{i}",
                Rules.NotOneOf,
                string.Join(", ", tracks.Select(t => t.Key))
            );
    }

    /// <summary>The tasks of a marathon that those of a track do.</summary>
    internal IEnumerable<MarathonTask> TasksOf(string track) => Tasks.Where(t => t.IsFor(track));

    internal bool Includes(string track) => Tracks.Count == 0 || Tracks.Contains(track);
}

/// <summary>A criterion by which a stage is judged.</summary>
public sealed record StageCriterion
{
    /// <summary>The owner's key of the criterion, unique in the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "novelty", 50)]
    public required string Key { get; init; }

    /// <summary>Title.</summary>
    /// <example>Новизна</example>
    [Length(300)]
    public required string Title { get; init; }

    /// <summary>Highest score.</summary>
    /// <example>10</example>
    [Between(0, 1_000_000)]
    public required decimal MaximumScore { get; init; }
}

/// <summary>A minimum or a quota of one region, in place of the stage's.</summary>
public sealed record RegionPassing
{
    /// <summary>Region of the application.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Score from which one passes.</summary>
    /// <example>55</example>
    [Between(0, 1_000_000)]
    public decimal? MinimumScore { get; init; }

    /// <summary>How many pass at most.</summary>
    /// <example>5</example>
    [Between(0, 1_000_000)]
    public int? Quota { get; init; }
}

/// <summary>
/// Who takes part in a contest: manager (управленец), educator (педагог), student (студент), entrepreneur (предприниматель).
/// </summary>
public sealed class ApplicantCategoryAttribute() : OneOfAttribute("manager", "educator", "student", "entrepreneur");

/// <summary>Role in an application: leader (руководитель команды), member (участник), mentor (наставник).</summary>
public sealed class ApplicantRoleAttribute() : OneOfAttribute("leader", "member", "mentor");

/// <summary>
/// Kind of a stage: application (заявочный этап), remote_assessment (дистанционная оценка), marathon (образовательный марафон),
/// regional_semifinal (региональный полуфинал), final (финал).
/// </summary>
public sealed class StageKindAttribute() : OneOfAttribute("application", "remote_assessment", "marathon", "regional_semifinal", "final");

/// <summary>
/// Who goes first of those with one score: earlier_stages (у кого больше сумма баллов предыдущих этапов), earlier_application (кто раньше
/// подал заявку).
/// </summary>
public sealed class TieBreakerAttribute() : OneOfAttribute("earlier_stages", "earlier_application");

/// <summary>
/// What happens to equals for all of whom there is no place: all_pass (проходят все, сверх числа мест), none_pass (не проходит никто).
/// </summary>
public sealed class TieRuleAttribute() : OneOfAttribute("all_pass", "none_pass");
