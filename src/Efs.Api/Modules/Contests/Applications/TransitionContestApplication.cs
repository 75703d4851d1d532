using Efs.Api.Kernel;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Moves an application to another state: submitted, draft, withdrawn, admitted or rejected.</summary>
/// <remarks>
/// The region of the application submits it, which needs <c>educators:personal-data</c>, takes it back for changes and withdraws it; the
/// owner of the contest admits or rejects it. A submission that does not meet the conditions is refused with all of them at once; pointers
/// are those of the application. The error for a forbidden transition lists the allowed ones.
/// </remarks>
[Requires("contests:write")]
[ProducesErrors("contest-applications.forbidden-move", "contest-applications.ineligible", "access.region")]
public sealed record TransitionContestApplication : ICommand<ApplicationTransition>, IValidatable
{
    /// <summary>The application's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required ApplicationTransitionRequest Move { get; init; }

    public void Validate(ValidationContext validation) =>
        validation.Require(Move.Comment is not null || Move.To != "rejected", "/comment", Rules.Required);
}

/// <summary>A transition of an application.</summary>
public sealed record ApplicationTransitionRequest
{
    /// <summary>New state.</summary>
    /// <example>submitted</example>
    [ApplicationState]
    public required string To { get; init; }

    /// <summary>Comment; required with state <c>rejected</c>: why.</summary>
    /// <example>Заявка согласована с муниципалитетом</example>
    [Length(2000)]
    public string? Comment { get; init; }
}

internal sealed class TransitionContestApplicationHandler(
    ContestApplicationRegistry registry,
    ContestRegistry contests,
    ContestLock contestLock,
    Admission admission,
    RecordHistory history,
    Caller caller
) : IHandle<TransitionContestApplication, ApplicationTransition>
{
    // Who takes an application back and submits it again stands behind those who came meanwhile.
    private static readonly Sql<ApplicationTransition> move = RecordHistory.MoveOf<ApplicationTransition>(
        ApplicationTransition.Columns,
        "contests.application",
        "contests.application_transition",
        "application_id",
        set: "number = CASE WHEN @to IN ('submitted', 'draft') THEN @number ELSE t.number END"
    );

    public async Task<ApplicationTransition> Handle(TransitionContestApplication request, CancellationToken cancellationToken)
    {
        var to = request.Move.To;
        contestLock.TakeFor(request.Id);
        var current = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        if (!caller.HasRegion(ApplicationStateAttribute.IsOwnersDecision(to) ? current.ContestRegionCode : current.RegionCode))
            throw CommonErrors.OutOfRegion.ToException();
        registry.NotePush(current.RegionCode);
        ApplicationStateAttribute.Machine.EnsureAllowed(current.State, to, ApplicationErrors.ForbiddenMove);
        int? number = null;
        if (to == "submitted")
        {
            caller.EnsureScope(Caller.PersonalData); // the conditions are about birth dates and СНИЛС
            number = await admission.Enter(
                current,
                await contests.Get(current.ContestId, cancellationToken) ?? throw ApplicationErrors.UnknownContest.ToException(),
                cancellationToken
            );
        }
        else if (to is "draft" or "withdrawn")
            await admission.Leave(current, cancellationToken);
        return await history.Move(move, current, current.State, to, request.Move.Comment, cancellationToken, ("number", number));
    }
}
