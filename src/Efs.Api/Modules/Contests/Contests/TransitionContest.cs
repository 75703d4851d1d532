using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>Moves a contest to another state: open, running, finished or cancelled.</summary>
/// <remarks>Applications are taken while it is open. The error for a forbidden transition lists the allowed ones.</remarks>
[Requires("contests:write"), ProducesErrors("contests.forbidden-move", "access.region")]
public sealed record TransitionContest : ICommand<ContestTransition>, IValidatable
{
    /// <summary>The contest's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required ContestTransitionRequest Move { get; init; }

    public void Validate(ValidationContext validation) =>
        validation.Require(Move.Comment is not null || Move.To != "cancelled", "/comment", Rules.Required);
}

/// <summary>A transition of a contest.</summary>
public sealed record ContestTransitionRequest
{
    /// <summary>New state.</summary>
    /// <example>open</example>
    [ContestState]
    public required string To { get; init; }

    /// <summary>Comment; required with state <c>cancelled</c>: why.</summary>
    /// <example>Приём заявок открыт</example>
    [Length(2000)]
    public string? Comment { get; init; }
}

internal sealed class TransitionContestHandler(Db db, ContestRegistry registry, Caller caller)
    : IHandle<TransitionContest, ContestTransition>
{
    private static readonly Sql<ContestTransition> move = new(
        $"""
        WITH moved AS (
            UPDATE contests.contest
            SET state = @to, version = version + 1, updated_at = now()
            WHERE id = @id AND region_code = @regionCode
        )
        INSERT INTO contests.contest_transition (contest_id, region_code, ordinal, from_state, to_state, at, client, comment)
        VALUES (
            @id, @regionCode,
            (SELECT coalesce(max(h.ordinal), 0) + 1
             FROM contests.contest_transition h WHERE h.contest_id = @id AND h.region_code = @regionCode),
            @from, @to, clock_timestamp(), @client, @comment)
        RETURNING {ContestTransition.Columns}
        """
    );

    public async Task<ContestTransition> Handle(TransitionContest request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        registry.NotePush(current.RegionCode);
        ContestStateAttribute.Machine.EnsureAllowed(current.State, request.Move.To, ContestErrors.ForbiddenMove);
        return (
            await db.QuerySingleOrDefault(
                move,
                new
                {
                    current.Id,
                    current.RegionCode,
                    from = current.State,
                    request.Move.To,
                    client = caller.Client,
                    request.Move.Comment,
                },
                cancellationToken
            )
        )!;
    }
}
