using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>Moves a request for an expert to another state: closed, withdrawn, or open again when no answer fits.</summary>
/// <remarks>The region of the request moves it on. The error for a forbidden transition lists the allowed ones.</remarks>
[Requires("contests:write"), ProducesErrors("expert-requests.forbidden-move", "access.region")]
public sealed record TransitionExpertRequest : ICommand<ExpertRequest>, IValidatable
{
    /// <summary>The request's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required ExpertRequestTransition Move { get; init; }

    public void Validate(ValidationContext validation) =>
        validation.Require(Move.To != "answered", "/to", Rules.NotOneOf, "open, closed, withdrawn");
}

/// <summary>A transition of a request for an expert.</summary>
public sealed record ExpertRequestTransition
{
    /// <summary>New state; <c>answered</c> comes with an answer only.</summary>
    /// <example>closed</example>
    [ExpertRequestState]
    public required string To { get; init; }
}

internal sealed class TransitionExpertRequestHandler(Db db, ExpertRequestRegistry registry)
    : IHandle<TransitionExpertRequest, ExpertRequest>
{
    private static readonly Sql move = new(
        """
        UPDATE contests.expert_request SET state = @to, version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = @regionCode
        """
    );

    public async Task<ExpertRequest> Handle(TransitionExpertRequest request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        registry.NotePush(current.RegionCode);
        ExpertRequestStateAttribute.Machine.EnsureAllowed(current.State, request.Move.To, ExpertRequestErrors.ForbiddenMove);
        await db.Execute(
            move,
            new
            {
                current.Id,
                current.RegionCode,
                request.Move.To,
            },
            cancellationToken
        );
        return (await registry.Get(request.Id, cancellationToken))!;
    }
}
