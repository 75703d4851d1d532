using Efs.Api.Kernel;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>Moves a registration to another state: confirmed, waiting, declined, cancelled, attended or absent.</summary>
/// <remarks>
/// The region of the registration cancels it; the owner of the event does everything else. A place that becomes free goes to the first
/// of those who wait, in the same transaction. The error for a forbidden transition lists the allowed ones.
/// </remarks>
[Requires("events:write"), ProducesErrors("registrations.forbidden-move", "registrations.no-room", "access.region")]
public sealed record TransitionRegistration : ICommand<RegistrationTransition>, IValidatable
{
    /// <summary>The registration's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required RegistrationTransitionRequest Move { get; init; }

    public void Validate(ValidationContext validation) =>
        validation.Require(Move.Comment is not null || Move.To != "declined", "/comment", Rules.Required);
}

/// <summary>A transition of a registration.</summary>
public sealed record RegistrationTransitionRequest
{
    /// <summary>New state.</summary>
    /// <example>cancelled</example>
    [RegistrationState]
    public required string To { get; init; }

    /// <summary>Comment; required with state <c>declined</c>: why.</summary>
    /// <example>Командировка отменена</example>
    [Length(2000)]
    public string? Comment { get; init; }
}

internal sealed class TransitionRegistrationHandler(
    RegistrationRegistry registry,
    EventRegistry events,
    EventLock eventLock,
    EventPlaces places,
    RecordHistory history,
    AttendedSteps steps,
    Caller caller
) : IHandle<TransitionRegistration, RegistrationTransition>
{
    private static readonly Sql<RegistrationTransition> move = RecordHistory.MoveOf<RegistrationTransition>(
        RegistrationTransition.Columns,
        "events.registration",
        "events.registration_transition",
        "registration_id"
    );

    public async Task<RegistrationTransition> Handle(TransitionRegistration request, CancellationToken cancellationToken)
    {
        var to = request.Move.To;
        eventLock.TakeOf(request.Id);
        var current = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        if (!caller.HasRegion(to == "cancelled" ? current.RegionCode : current.EventRegionCode))
            throw CommonErrors.OutOfRegion.ToException();
        registry.NotePush(current.RegionCode);
        RegistrationStateAttribute.Machine.EnsureAllowed(current.State, to, RegistrationErrors.ForbiddenMove);
        var occupancy = await places.Load(current.EventId, cancellationToken);
        if (to == "confirmed" && !occupancy.HasRoom(current.RegionCode, current.Places, current.Choices))
            throw RegistrationErrors.NoRoom.ToException();

        var transition = await history.Move(move, current, current.State, to, request.Move.Comment, cancellationToken);
        if (to == "attended")
            await steps.Submit((await events.Get(current.EventId, cancellationToken))!, [current.Id], cancellationToken);
        if (RegistrationStateAttribute.HasPlaces(current.State) && !RegistrationStateAttribute.HasPlaces(to))
        {
            occupancy.Take(current.RegionCode, -current.Places, current.Choices);
            await places.Promote(occupancy, cancellationToken);
        }
        return transition;
    }
}
