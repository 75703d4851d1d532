namespace Efs.Api.Kernel;

/// <summary>Steps of trajectories that name an event.</summary>
public interface IEventSteps
{
    /// <summary>Submits the steps that are due, of active trajectories of these educators.</summary>
    /// <param name="eventId">The event that the educators attended.</param>
    /// <param name="educatorIds">The educators.</param>
    /// <param name="attendedOn">The day on which they did; a step is not submitted before its latest transition.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    Task Submit(Guid eventId, IReadOnlyCollection<Guid> educatorIds, DateOnly attendedOn, CancellationToken cancellationToken);
}
