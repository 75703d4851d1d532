using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>Marks at once who attended an event and who did not come.</summary>
/// <remarks>
/// All registrations are marked or none: each must be confirmed, or marked already. Marking again changes nothing. Steps of trajectories
/// that name the event are submitted.
/// </remarks>
[Requires("events:write"), ProducesErrors("registrations.not-confirmed", "access.region")]
public sealed record MarkAttendance : ICommand<MarkedAttendance>, IValidatable
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required AttendanceList Attendance { get; init; }

    public void Validate(ValidationContext validation)
    {
        var all = Attendance.Attended.Concat(Attendance.Absent).ToList();
        validation.Require(all.Distinct().Count() == all.Count, "/absent", Rules.Repeated);
    }
}

/// <summary>Who attended an event.</summary>
public sealed record AttendanceList
{
    /// <summary>Registrations of those who attended.</summary>
    /// <example>[]</example>
    [Items(1000)]
    public IReadOnlyList<Guid> Attended { get; init; } = [];

    /// <summary>Registrations of those who did not come.</summary>
    /// <example>[]</example>
    [Items(1000)]
    public IReadOnlyList<Guid> Absent { get; init; } = [];
}

/// <summary>How many registrations of an event are marked.</summary>
public sealed record MarkedAttendance
{
    /// <summary>Number of registrations that this request has changed.</summary>
    /// <example>1</example>
    [Between(0, 2000)]
    public required int Changed { get; init; }
}

internal sealed class MarkAttendanceHandler(
    EventRegistry registry,
    EventLock eventLock,
    EventPlaces places,
    AttendedSteps steps,
    Caller caller
) : IHandle<MarkAttendance, MarkedAttendance>
{
    public async Task<MarkedAttendance> Handle(MarkAttendance request, CancellationToken cancellationToken)
    {
        eventLock.Take(request.Id);
        var hosted = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        if (!caller.HasRegion(hosted.RegionCode))
            throw CommonErrors.OutOfRegion.ToException();
        registry.NotePush(hosted.RegionCode);
        var (attended, absent) = (request.Attendance.Attended, request.Attendance.Absent);
        var changed =
            await places.Mark(hosted.Id, "attended", attended, cancellationToken)
            + await places.Mark(hosted.Id, "absent", absent, cancellationToken);
        await steps.Submit(hosted, attended, cancellationToken);
        return new() { Changed = changed };
    }
}
