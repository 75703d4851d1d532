using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>Lets what changes the places of an event wait for it without a connection.</summary>
internal sealed class EventTurns(Db db)
    : ITurnFinder<MarkAttendance>,
        ITurnFinder<TransitionRegistration>,
        ITurnFinder<Update<EventRegistrationFields, EventRegistration>>,
        ITurnFinder<Delete<EventRegistration>>
{
    private static readonly Sql<Guid?> eventOf = new(
        $"SELECT t.event_id FROM events.registration t WHERE t.id = @registrationId AND {Participation.IsVisible}"
    );

    public Task<Guid?> Find(MarkAttendance request, CancellationToken cancellationToken) => Task.FromResult<Guid?>(request.Id);

    public Task<Guid?> Find(TransitionRegistration request, CancellationToken cancellationToken) => EventOf(request.Id, cancellationToken);

    public Task<Guid?> Find(Update<EventRegistrationFields, EventRegistration> request, CancellationToken cancellationToken) =>
        EventOf(request.Id, cancellationToken);

    public Task<Guid?> Find(Delete<EventRegistration> request, CancellationToken cancellationToken) =>
        EventOf(request.Id, cancellationToken);

    private async Task<Guid?> EventOf(Guid registrationId, CancellationToken cancellationToken) =>
        await db.QuerySingleOrDefault(eventOf, new { registrationId }, cancellationToken);
}
