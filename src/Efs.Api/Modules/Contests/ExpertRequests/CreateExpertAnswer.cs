using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>Answers a request for an expert; an open request is answered by it.</summary>
/// <remarks>The owner of the community answers.</remarks>
[Requires("contests:write"), ProducesErrors("expert-requests.closed", "expert-requests.unknown-member", "access.region")]
public sealed record CreateExpertAnswer : ICommand<ExpertAnswer>
{
    /// <summary>The request's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required ExpertAnswerRequest Answer { get; init; }
}

/// <summary>An answer to a request for an expert.</summary>
public sealed record ExpertAnswerRequest
{
    /// <summary>Member of the community who is proposed.</summary>
    /// <example></example>
    public Guid? MemberId { get; init; }

    /// <summary>Answer.</summary>
    /// <example>Эксперт готов приехать 12 марта</example>
    [Length(4000)]
    public required string Text { get; init; }
}

internal sealed class CreateExpertAnswerHandler(
    Db db,
    ExpertRequestRegistry registry,
    CommunityRegistry communities,
    ExpertRequestLock requestLock,
    Caller caller
) : IHandle<CreateExpertAnswer, ExpertAnswer>
{
    private static readonly Sql<ExpertAnswer> answer = new(
        $"""
        WITH moved AS (
            UPDATE contests.expert_request
            SET state = 'answered', version = version + 1, updated_at = now()
            WHERE id = @id AND region_code = @regionCode
        )
        INSERT INTO contests.expert_answer (request_id, region_code, ordinal, member_id, text, at, client)
        VALUES (
            @id, @regionCode,
            (SELECT coalesce(max(h.ordinal), 0) + 1
             FROM contests.expert_answer h WHERE h.request_id = @id AND h.region_code = @regionCode),
            @memberId, @text, clock_timestamp(), @client)
        RETURNING {ExpertAnswer.Columns}
        """
    );

    public async Task<ExpertAnswer> Handle(CreateExpertAnswer request, CancellationToken cancellationToken)
    {
        requestLock.Take(request.Id);
        var current = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        if (!caller.HasRegion(current.CommunityRegionCode))
            throw CommonErrors.OutOfRegion.ToException();
        registry.NotePush(current.RegionCode);
        if (ExpertRequestStateAttribute.Machine.Next(current.State).Count == 0)
            throw ExpertRequestErrors.Closed.ToException();
        if (request.Answer.MemberId is { } member && await IsStranger(current.CommunityId, member, cancellationToken))
            throw ExpertRequestErrors.UnknownMember.ToException();
        return (
            await db.QuerySingleOrDefault(
                answer,
                new
                {
                    current.Id,
                    current.RegionCode,
                    request.Answer.MemberId,
                    request.Answer.Text,
                    client = caller.Client,
                },
                cancellationToken
            )
        )!;
    }

    private async Task<bool> IsStranger(Guid communityId, Guid memberId, CancellationToken cancellationToken) =>
        (await communities.Get(communityId, cancellationToken))?.Members.Any(m => m.Id == memberId) != true;
}
