using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the appeals of an application in order: against which result, why, who decided what.</summary>
[Requires("contests:read")]
public sealed record ListContestAppeals : PagedList<ContestAppeal>
{
    /// <summary>The application's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListContestAppealsHandler(RecordHistory history, ContestApplicationRegistry registry)
    : IHandle<ListContestAppeals, Page<ContestAppeal>>
{
    private static readonly Sql<ContestAppeal> page = RecordHistory.PageOf<ContestAppeal>(
        ContestAppeal.Columns,
        "contests.appeal",
        "application_id"
    );

    public async Task<Page<ContestAppeal>> Handle(ListContestAppeals request, CancellationToken cancellationToken) =>
        await history.Read(request, page, await registry.Get(request.Id, cancellationToken), cancellationToken);
}
