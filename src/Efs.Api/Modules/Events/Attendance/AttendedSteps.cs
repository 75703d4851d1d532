using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Events;

/// <summary>Submits the steps of trajectories that name an event which their educators attended.</summary>
internal sealed class AttendedSteps(Db db, ITrajectorySteps steps, ReferenceStore reference)
{
    private static readonly Sql<Guid> educators = new(
        """
        SELECT DISTINCT m.educator_id
        FROM events.registration_member m
        WHERE m.registration_id = ANY (@registrationIds) AND m.educator_id IS NOT NULL
        """
    );

    public async Task Submit(EducationEvent hosted, IReadOnlyList<Guid> registrationIds, CancellationToken cancellationToken)
    {
        if (registrationIds.Count == 0)
            return;
        var people = await db.Query(educators, new { registrationIds = registrationIds.ToArray() }, cancellationToken);
        var today = reference.Current.Today(hosted.RegionCode);
        await steps.SubmitOfEvent(hosted.Id, people, hosted.EndsOn < today ? hosted.EndsOn : today, cancellationToken);
    }
}
