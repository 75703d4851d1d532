using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the answers to a request for an expert in order.</summary>
[Requires("contests:read")]
public sealed record ListExpertAnswers : PagedList<ExpertAnswer>
{
    /// <summary>The request's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListExpertAnswersHandler(RecordHistory history, ExpertRequestRegistry registry)
    : IHandle<ListExpertAnswers, Page<ExpertAnswer>>
{
    private static readonly Sql<ExpertAnswer> page = RecordHistory.PageOf<ExpertAnswer>(
        ExpertAnswer.Columns,
        "contests.expert_answer",
        "request_id"
    );

    public async Task<Page<ExpertAnswer>> Handle(ListExpertAnswers request, CancellationToken cancellationToken) =>
        await history.Read(request, page, await registry.Get(request.Id, cancellationToken), cancellationToken);
}
