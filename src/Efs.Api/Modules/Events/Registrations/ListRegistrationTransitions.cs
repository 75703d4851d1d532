using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>Lists the transitions of a registration in order: who, when, from, to, why.</summary>
[Requires("events:read")]
public sealed record ListRegistrationTransitions : PagedList<RegistrationTransition>
{
    /// <summary>The registration's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListRegistrationTransitionsHandler(RecordHistory history, RegistrationRegistry registry)
    : IHandle<ListRegistrationTransitions, Page<RegistrationTransition>>
{
    private static readonly Sql<RegistrationTransition> page = RecordHistory.PageOf<RegistrationTransition>(
        RegistrationTransition.Columns,
        "events.registration_transition",
        "registration_id"
    );

    public async Task<Page<RegistrationTransition>> Handle(ListRegistrationTransitions request, CancellationToken cancellationToken) =>
        await history.Read(request, page, await registry.Get(request.Id, cancellationToken), cancellationToken);
}
