using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Submits a self-diagnosis, or verifies or returns it for the regional operator.</summary>
/// <remarks>The error for a forbidden transition lists the allowed ones.</remarks>
[
    Requires("school-development:write"),
    ProducesErrors("self-assessments.forbidden-move", "self-assessments.incomplete", "self-assessments.window")
]
public sealed record TransitionSelfAssessment : ICommand<SelfAssessment>, IValidatable
{
    /// <summary>The self-assessment's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required SelfAssessmentTransition Move { get; init; }

    public void Validate(ValidationContext validation)
    {
        validation.Require(Move.Comment is not null || Move.To != "returned", "/comment", Rules.Required);
        validation.Require(
            Move.Comment is null || Move.To is "returned" or "verified",
            "/comment",
            Rules.TogetherOnly,
            "to = returned | verified"
        );
    }
}

/// <summary>A transition of a self-diagnosis.</summary>
public sealed record SelfAssessmentTransition
{
    /// <summary>New state.</summary>
    /// <example>submitted</example>
    [SelfAssessmentState]
    public required string To { get; init; }

    /// <summary>The operator's comment: required with state <c>returned</c>, allowed with <c>verified</c>.</summary>
    /// <example></example>
    [Length(2000)]
    public string? Comment { get; init; }
}

internal sealed class TransitionSelfAssessmentHandler(Db db, SelfAssessmentRegistry registry, ReferenceStore reference)
    : IHandle<TransitionSelfAssessment, SelfAssessment>
{
    private static readonly Sql move = new(
        """
        UPDATE school_development.self_assessment
        SET state = @to, version = version + 1, updated_at = now(),
            submitted_on = CASE WHEN @to = 'submitted' THEN @today ELSE submitted_on END,
            reviewed_on = CASE WHEN @to = 'submitted' THEN reviewed_on ELSE @today END,
            review_comment = CASE WHEN @to = 'submitted' THEN review_comment ELSE @comment END
        WHERE id = @id AND region_code = @regionCode
        """
    );

    public async Task<SelfAssessment> Handle(TransitionSelfAssessment request, CancellationToken cancellationToken)
    {
        var transition = request.Move;
        var current = await registry.GetForUpdate(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        registry.NotePush(current.RegionCode);
        SelfAssessmentStateAttribute.Machine.EnsureAllowed(current.State, transition.To, SelfAssessmentErrors.ForbiddenMove);
        if (transition.To == "submitted")
            await EnsureComplete(current, cancellationToken);
        await db.Execute(
            move,
            new
            {
                current.Id,
                current.RegionCode,
                transition.To,
                transition.Comment,
                today = reference.Current.Today(current.RegionCode),
            },
            cancellationToken
        );
        return (await registry.Get(request.Id, cancellationToken))!;
    }

    private async Task EnsureComplete(SelfAssessment current, CancellationToken cancellationToken)
    {
        var campaign = await registry.CampaignOf(current, cancellationToken);
        registry.EnsureInWindow(campaign, current);
        ValidationError[] missing =
        [
            .. AssessmentScoring
                .Unanswered(campaign, current.Answers)
                .Take(ValidationContext.MaxErrors)
                .Select(i => Rules.MissingAnswer.At("/to", i.Code)),
        ];
        if (missing.Length > 0)
            throw SelfAssessmentErrors.Incomplete.ToException(missing);
    }
}
