using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>Decides an appeal or withdraws it: satisfied, declined or withdrawn.</summary>
/// <remarks>
/// The owner of the contest decides; the region of the application withdraws. With <c>satisfied</c> goes the new result, and who passes is
/// computed again in the same transaction.
/// </remarks>
[Requires("contests:write")]
[ProducesErrors("contest-appeals.forbidden-move", "contests.unfit-results", "contests.not-judged", "access.region")]
public sealed record TransitionContestAppeal : ICommand<ContestAppeal>, IValidatable
{
    /// <summary>The application's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Ordinal number of the appeal.</summary>
    /// <example>1</example>
    [Between(1, 1000)]
    public required int Ordinal { get; init; }

    [Body]
    public required AppealTransitionRequest Move { get; init; }

    public void Validate(ValidationContext validation)
    {
        validation.Require(Move.Comment is not null || Move.To is not ("satisfied" or "declined"), "/comment", Rules.Required);
        bool[] given = [Move.Score is not null, Move.Criteria.Count > 0];
        if (Move.To == "satisfied")
            validation.Require(given.Count(g => g) == 1, "", Rules.ExactlyOne, "score, criteria");
        else
            validation.Require(!given.Contains(true), "", Rules.TogetherOnly, "to = satisfied");
        validation.RequireDistinct("/criteria", Move.Criteria, "key", c => c.Key);
    }
}

/// <summary>A decision about an appeal.</summary>
public sealed record AppealTransitionRequest
{
    /// <summary>New state.</summary>
    /// <example>withdrawn</example>
    [AppealState]
    public required string To { get; init; }

    /// <summary>New score; with <c>satisfied</c>, exactly one of this and <c>criteria</c>.</summary>
    /// <example></example>
    [Between(0, 1_000_000)]
    public decimal? Score { get; init; }

    /// <summary>New scores, where the stage has criteria.</summary>
    /// <example>[]</example>
    [Items(50)]
    public IReadOnlyList<CriterionScore> Criteria { get; init; } = [];

    /// <summary>Why it is decided so; required with <c>satisfied</c> and <c>declined</c>.</summary>
    /// <example>Участник отозвал апелляцию</example>
    [Length(4000)]
    public string? Comment { get; init; }
}

internal sealed class TransitionContestAppealHandler(
    Db db,
    ContestApplicationRegistry registry,
    ContestLock contestLock,
    JudgedStages stages,
    StageResults results,
    Caller caller,
    ReferenceStore reference
) : IHandle<TransitionContestAppeal, ContestAppeal>
{
    private static readonly Sql<ContestAppeal> find = new(
        $"""
        SELECT {ContestAppeal.Columns} FROM contests.appeal
        WHERE application_id = @id AND region_code = @regionCode AND ordinal = @ordinal
        """
    );

    private static readonly Sql<ContestAppeal> close = new(
        $"""
        UPDATE contests.appeal a
        SET state = @to, closed_at = clock_timestamp(), closed_by = @client, comment = @comment,
            score_after = (SELECT r.score FROM contests.stage_result r
                WHERE r.application_id = @id AND r.region_code = @regionCode AND r.stage = a.stage)
        WHERE a.application_id = @id AND a.region_code = @regionCode AND a.ordinal = @ordinal
        RETURNING {ContestAppeal.Columns}
        """
    );

    public async Task<ContestAppeal> Handle(TransitionContestAppeal request, CancellationToken cancellationToken)
    {
        var move = request.Move;
        contestLock.TakeFor(request.Id);
        var application = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var key = new
        {
            application.Id,
            application.RegionCode,
            request.Ordinal,
            move.To,
            client = caller.Client,
            move.Comment,
        };
        var appeal = await db.QuerySingleOrDefault(find, key, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        if (!caller.HasRegion(move.To == "withdrawn" ? application.RegionCode : application.ContestRegionCode))
            throw CommonErrors.OutOfRegion.ToException();
        registry.NotePush(application.RegionCode);
        AppealStateAttribute.Machine.EnsureAllowed(appeal.State, move.To, AppealErrors.ForbiddenMove);
        if (move.To == "satisfied")
            await Correct(application, appeal.Stage, move, cancellationToken);
        return (await db.QuerySingleOrDefault(close, key, cancellationToken))!;
    }

    private async Task Correct(
        ContestApplication application,
        string key,
        AppealTransitionRequest move,
        CancellationToken cancellationToken
    )
    {
        var (contest, stage) = await stages.Lock(application.ContestId, key, cancellationToken);
        var result = new RecordedResult
        {
            ApplicationId = application.Id,
            Score = move.Score,
            Criteria = move.Criteria,
        };
        var validation = new ValidationContext(reference.Current);
        result.CheckAgainst(stage, "", validation);
        if (validation.Errors.Count > 0)
            throw ResultErrors.Unfit.ToException(validation.Errors);
        await results.Correct(contest, stage, result, cancellationToken);
    }
}
