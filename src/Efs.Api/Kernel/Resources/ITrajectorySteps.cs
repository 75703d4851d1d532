namespace Efs.Api.Kernel;

/// <summary>Steps of active trajectories that name what educators take part in. Those that are due are submitted.</summary>
public interface ITrajectorySteps
{
    /// <summary>Submits the steps of these educators that name an event.</summary>
    /// <param name="eventId">The event that the educators attended.</param>
    /// <param name="educatorIds">The educators.</param>
    /// <param name="attendedOn">The day on which they did; a step is not submitted before its latest transition.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    Task SubmitOfEvent(Guid eventId, IReadOnlyCollection<Guid> educatorIds, DateOnly attendedOn, CancellationToken cancellationToken);

    /// <summary>Submits the steps of these educators that name a marathon of a contest.</summary>
    /// <param name="contestId">The contest.</param>
    /// <param name="stage">Key of the stage that is the marathon.</param>
    /// <param name="educatorIds">The educators.</param>
    /// <param name="completedOn">The day of the last task; a step is not submitted before its latest transition.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    Task SubmitOfMarathon(
        Guid contestId,
        string stage,
        IReadOnlyCollection<Guid> educatorIds,
        DateOnly completedOn,
        CancellationToken cancellationToken
    );
}
