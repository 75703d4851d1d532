using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// Stores the results of applications of all regions, and who passes, while the contest is locked. A passing that was computed once
/// follows every later change of a result, in the same transaction, also in the stages behind it.
/// </summary>
internal sealed class StageResults(Db db, Caller caller)
{
    // An application whose result changes has another version, and the feed tells it.
    internal const string TouchApplications = """
        UPDATE contests.application a SET version = a.version + 1, updated_at = now()
        FROM changed
        WHERE a.id = changed.application_id AND a.region_code = changed.region_code
        """;

    private static readonly Sql<StageEntry> entries = new(
        """
        SELECT a.id AS application_id, a.region_code, a.track, a.number, r.score, r.is_recommended, r.outcome, e.earlier_score, e.passed,
            e.decided
        FROM contests.application a
        LEFT JOIN contests.stage_result r ON r.application_id = a.id AND r.region_code = a.region_code AND r.stage = @stage
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(p.score), 0) AS earlier_score,
                coalesce(array_agg(p.stage) FILTER (WHERE p.outcome = 'passed'), '{}') AS passed,
                coalesce(array_agg(p.stage) FILTER (WHERE p.outcome IS NOT NULL), '{}') AS decided
            FROM contests.stage_result p
            WHERE p.application_id = a.id AND p.region_code = a.region_code AND p.stage = ANY (@earlier)
        ) e
        WHERE a.contest_id = @contestId AND a.contest_region_code = @contestRegionCode AND a.state = 'admitted'
          AND (@applicationIds::uuid[] IS NULL OR a.id = ANY (@applicationIds))
        """
    );

    private static readonly Sql record = new(
        $"""
        WITH changed AS (
            INSERT INTO contests.stage_result AS r
                (application_id, region_code, stage, score, criteria, is_absent, is_recommended, recorded_at, client)
            SELECT x."applicationId", x."regionCode", @stage, x.score, x.criteria, x."isAbsent", x."isRecommended", clock_timestamp(),
                @client
            FROM json_to_recordset(@results::json) AS x ("applicationId" uuid, "regionCode" text, score numeric, criteria jsonb,
                "isAbsent" boolean, "isRecommended" boolean)
            ON CONFLICT (application_id, region_code, stage) DO UPDATE
            SET score = excluded.score, criteria = excluded.criteria, is_absent = excluded.is_absent,
                is_recommended = excluded.is_recommended, recorded_at = excluded.recorded_at, client = excluded.client
            WHERE (r.score, r.criteria, r.is_absent, r.is_recommended)
                IS DISTINCT FROM (excluded.score, excluded.criteria, excluded.is_absent, excluded.is_recommended)
            RETURNING r.application_id, r.region_code
        )
        {TouchApplications}
        """
    );

    // Whoever has no result did not come.
    private static readonly Sql decide = new(
        $"""
        WITH changed AS (
            INSERT INTO contests.stage_result AS r
                (application_id, region_code, stage, criteria, is_absent, recorded_at, client, outcome, reason, rank)
            SELECT x."applicationId", x."regionCode", @stage, '[]', true, clock_timestamp(), @client, x.outcome, x.reason, x.rank
            FROM json_to_recordset(@decisions::json) AS x ("applicationId" uuid, "regionCode" text, outcome text, reason text, rank integer)
            ON CONFLICT (application_id, region_code, stage) DO UPDATE
            SET outcome = excluded.outcome, reason = excluded.reason, rank = excluded.rank
            WHERE (r.outcome, r.reason, r.rank) IS DISTINCT FROM (excluded.outcome, excluded.reason, excluded.rank)
            RETURNING r.application_id, r.region_code
        )
        {TouchApplications}
        """
    );

    // Those who have lost their part in the stage.
    private static readonly Sql undecide = new(
        $"""
        WITH changed AS (
            UPDATE contests.stage_result r SET outcome = NULL, reason = NULL, rank = NULL
            FROM contests.application a
            WHERE a.id = r.application_id AND a.region_code = r.region_code AND a.contest_id = @contestId
              AND a.contest_region_code = @contestRegionCode AND r.stage = @stage AND r.outcome IS NOT NULL
              AND r.application_id <> ALL (@entered)
            RETURNING r.application_id, r.region_code
        )
        {TouchApplications}
        """
    );

    private static readonly Sql<TaskPoints> taskPoints = new(
        """
        SELECT c.application_id, sum(c.points) AS points
        FROM contests.task_completion c
        WHERE c.application_id = ANY (@applicationIds) AND c.stage = @stage
        GROUP BY c.application_id
        """
    );

    private sealed record TaskPoints
    {
        public required Guid ApplicationId { get; init; }
        public required decimal Points { get; init; }
    }

    /// <summary>A result as it is stored.</summary>
    private sealed record Recorded(
        Guid ApplicationId,
        string RegionCode,
        decimal? Score,
        IReadOnlyList<CriterionScore> Criteria,
        bool IsAbsent,
        bool? IsRecommended
    );

    private sealed record Decided(Guid ApplicationId, string RegionCode, string Outcome, string? Reason, int? Rank);

    /// <summary>Records results; says how many have changed.</summary>
    /// <exception cref="ProblemException">Some results are not those of the stage; the error names all of them.</exception>
    public async Task<int> Record(
        Contest contest,
        ContestStage stage,
        IReadOnlyList<RecordedResult> results,
        CancellationToken cancellationToken
    )
    {
        var entered = await Entered(contest, stage, [.. results.Select(r => r.ApplicationId)], cancellationToken);
        ValidationError[] errors =
        [
            .. results
                .Index()
                .Where(r => !entered.ContainsKey(r.Item.ApplicationId))
                .Select(r => Rules.NotInStage.At($"/results/{r.Index}/applicationId")),
            .. await PointErrors(stage, results, cancellationToken),
        ];
        if (errors.Length > 0)
            throw ResultErrors.Unfit.ToException(errors);
        var changed = await db.Execute(
            record,
            new
            {
                stage = stage.Key,
                client = caller.Client,
                results = JsonSerializer.Serialize(
                    results.Select(r => new Recorded(
                        r.ApplicationId,
                        entered[r.ApplicationId].RegionCode,
                        r.Total,
                        r.Criteria,
                        r.IsAbsent,
                        r.IsRecommended
                    )),
                    Json.Options
                ),
            },
            cancellationToken
        );
        if (changed > 0)
            await Follow(contest, stage, cancellationToken);
        return changed;
    }

    /// <summary>Records the points of tasks that are done as results; what the jury has recommended stays.</summary>
    public async Task RecordPoints(
        Contest contest,
        ContestStage stage,
        IReadOnlyList<StageEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var points = await PointsOf(stage, [.. entries.Select(e => e.ApplicationId)], cancellationToken);
        await Record(
            contest,
            stage,
            [
                .. entries.Select(e => new RecordedResult
                {
                    ApplicationId = e.ApplicationId,
                    Score = points.GetValueOrDefault(e.ApplicationId),
                    IsAbsent = !points.ContainsKey(e.ApplicationId),
                    IsRecommended = e.IsRecommended,
                }),
            ],
            cancellationToken
        );
    }

    /// <summary>Puts a result in place of another; what the jury has recommended stays.</summary>
    public async Task Correct(Contest contest, ContestStage stage, RecordedResult result, CancellationToken cancellationToken)
    {
        var recommended = (await Load(contest, stage, [result.ApplicationId], cancellationToken)).SingleOrDefault()?.IsRecommended;
        await Record(contest, stage, [result with { IsRecommended = recommended }], cancellationToken);
    }

    /// <summary>Computes who passes the stage, in each of its tracks.</summary>
    public async Task<StagePassingResult> Compute(Contest contest, ContestStage stage, CancellationToken cancellationToken)
    {
        var result = await Decide(contest, stage, await Load(contest, stage, null, cancellationToken), cancellationToken);
        await Follow(contest, stage, cancellationToken, isItselfDone: true);
        return result;
    }

    // Computes again what was computed before, from this stage on.
    private async Task Follow(Contest contest, ContestStage changed, CancellationToken cancellationToken, bool isItselfDone = false)
    {
        foreach (var stage in contest.Stages.SkipWhile(s => s.Key != changed.Key).Skip(isItselfDone ? 1 : 0))
        {
            var all = await Load(contest, stage, null, cancellationToken);
            if (all.Any(e => e.Outcome is not null))
                await Decide(contest, stage, all, cancellationToken);
        }
    }

    private async Task<StagePassingResult> Decide(
        Contest contest,
        ContestStage stage,
        IReadOnlyList<StageEntry> all,
        CancellationToken cancellationToken
    )
    {
        var (tracks, decided, entered) = (new List<TrackPassing>(), new List<Decided>(), new List<Guid>());
        foreach (var track in all.GroupBy(e => e.Track).OrderBy(t => t.Key))
        {
            if (Previous(contest, stage, track.Key) is { } previous && !track.Any(e => e.Decided.Contains(previous.Key)))
                throw ResultErrors.EarlierStageOpen.ToException();
            List<StageEntry> candidates = [.. track.Where(e => TakesPart(contest, stage, e))];
            var decisions = StagePassing.Decide(stage, contest, [.. candidates.Select(c => c.ToCandidate())]);
            decided.AddRange(candidates.Zip(decisions, (c, d) => new Decided(c.ApplicationId, c.RegionCode, d.Outcome, d.Reason, d.Rank)));
            entered.AddRange(candidates.Select(c => c.ApplicationId));
            if (stage.Includes(track.Key))
                tracks.Add(Summary(track.Key, candidates, decisions));
        }
        var parameters = new
        {
            contestId = contest.Id,
            contestRegionCode = contest.RegionCode,
            stage = stage.Key,
            client = caller.Client,
            decisions = JsonSerializer.Serialize(decided, Json.Options),
            entered = entered.ToArray(),
        };
        var changed = await db.Execute(decide, parameters, cancellationToken) + await db.Execute(undecide, parameters, cancellationToken);
        return new() { Tracks = tracks, Changed = changed };
    }

    private static TrackPassing Summary(string track, List<StageEntry> candidates, IReadOnlyList<StagePassing.Decision> decisions)
    {
        var passed = candidates.Zip(decisions).Where(c => c.Second.Reason is null).Select(c => c.First.Score).ToList();
        return new()
        {
            Track = track,
            Applications = candidates.Count,
            Passed = passed.Count,
            LowestScore = passed.Min(),
        };
    }

    private Task<IReadOnlyList<StageEntry>> Load(
        Contest contest,
        ContestStage stage,
        Guid[]? applicationIds,
        CancellationToken cancellationToken
    ) =>
        db.Query(
            entries,
            new
            {
                contestId = contest.Id,
                contestRegionCode = contest.RegionCode,
                stage = stage.Key,
                earlier = contest.Stages.TakeWhile(s => s.Key != stage.Key).Select(s => s.Key).ToArray(),
                applicationIds,
            },
            cancellationToken
        );

    /// <summary>Those of the applications that take part in the stage.</summary>
    public async Task<IReadOnlyDictionary<Guid, StageEntry>> Entered(
        Contest contest,
        ContestStage stage,
        Guid[] applicationIds,
        CancellationToken cancellationToken
    ) =>
        (await Load(contest, stage, applicationIds, cancellationToken))
            .Where(e => TakesPart(contest, stage, e))
            .ToDictionary(e => e.ApplicationId);

    // A score that is made up of tasks is corrected by their completions.
    private async Task<IEnumerable<ValidationError>> PointErrors(
        ContestStage stage,
        IReadOnlyList<RecordedResult> results,
        CancellationToken cancellationToken
    )
    {
        if (stage.Tasks.Count == 0)
            return [];
        var points = await PointsOf(stage, [.. results.Select(r => r.ApplicationId)], cancellationToken);
        return results
            .Index()
            .Where(r => r.Item.Total != points.GetValueOrDefault(r.Item.ApplicationId))
            .Select(r => Rules.TaskPoints.At($"/results/{r.Index}/score", points.GetValueOrDefault(r.Item.ApplicationId) ?? 0));
    }

    private async Task<Dictionary<Guid, decimal?>> PointsOf(
        ContestStage stage,
        Guid[] applicationIds,
        CancellationToken cancellationToken
    ) =>
        (await db.Query(taskPoints, new { stage = stage.Key, applicationIds }, cancellationToken)).ToDictionary(
            p => p.ApplicationId,
            p => (decimal?)p.Points
        );

    private static bool TakesPart(Contest contest, ContestStage stage, StageEntry entry) =>
        stage.Includes(entry.Track) && (Previous(contest, stage, entry.Track) is not { } previous || entry.Passed.Contains(previous.Key));

    // The stage that those of a track must have passed; none before the first that has results.
    private static ContestStage? Previous(Contest contest, ContestStage stage, string track) =>
        contest.Stages.TakeWhile(s => s.Key != stage.Key).LastOrDefault(s => s.Kind != "application" && s.Includes(track));
}

/// <summary>An admitted application as a stage sees it.</summary>
internal sealed record StageEntry
{
    public required Guid ApplicationId { get; init; }
    public required string RegionCode { get; init; }
    public required string Track { get; init; }
    public required int Number { get; init; }
    public decimal? Score { get; init; }
    public bool? IsRecommended { get; init; }
    public string? Outcome { get; init; }
    public required decimal EarlierScore { get; init; }

    /// <summary>Keys of the earlier stages that it has passed.</summary>
    public required IReadOnlyList<string> Passed { get; init; }

    /// <summary>Keys of the earlier stages whose passing is computed.</summary>
    public required IReadOnlyList<string> Decided { get; init; }

    public StagePassing.Candidate ToCandidate() => new(RegionCode, Number, Score, EarlierScore, IsRecommended);
}
