using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Ends a partnership for either side: completes an active one or terminates any.</summary>
/// <remarks>The error for a forbidden transition lists the allowed ones.</remarks>
[Requires("school-development:write"), ProducesErrors("partnerships.not-a-side", "partnerships.forbidden-move")]
public sealed record TransitionPartnership : ICommand<Partnership>, IInRegion
{
    /// <summary>The partnership's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required PartnershipTransition Move { get; init; }

    string IInRegion.RegionCode => Move.RegionCode;
}

/// <summary>A transition of a partnership to its end, as one side reports it.</summary>
public sealed record PartnershipTransition
{
    /// <summary>New state.</summary>
    /// <example>terminated</example>
    [PartnershipEndState]
    public required string To { get; init; }

    /// <summary>Region of the side that reports it, one of the caller's.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Day of the end; today in the region by default.</summary>
    /// <example>2024-05-31</example>
    public DateOnly? EndedOn { get; init; }

    /// <summary>Reason or result.</summary>
    /// <example>План выполнен, срок соглашения истёк</example>
    [Length(2000)]
    public string? Reason { get; init; }
}

/// <summary>State in which a partnership ends: completed (завершено), terminated (прекращено).</summary>
public sealed class PartnershipEndStateAttribute() : OneOfAttribute("completed", "terminated");

internal sealed class TransitionPartnershipHandler(Db db, PartnershipRegistry registry, ReferenceStore reference)
    : IHandle<TransitionPartnership, Partnership>
{
    private static readonly Sql end = new(
        """
        UPDATE school_development.partnership
        SET state = @to, ending = @ending::jsonb, version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = @regionCode
        """
    );

    public async Task<Partnership> Handle(TransitionPartnership request, CancellationToken cancellationToken)
    {
        var (transition, today) = (request.Move, reference.Current.Today(request.Move.RegionCode));
        var current = await registry.GetForUpdateByEitherSide(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        if (transition.RegionCode != current.RegionCode && transition.RegionCode != current.PartnerRegionCode)
            throw PartnershipErrors.NotASide.ToException();
        if (transition.EndedOn > today)
            throw CommonErrors.Invalid.ToException([Rules.InFuture.At("/endedOn")]);
        PartnershipStateAttribute.Machine.EnsureAllowed(current.State, transition.To, PartnershipErrors.ForbiddenMove);
        registry.NotePush(transition.RegionCode);
        await db.Execute(
            end,
            new
            {
                current.Id,
                current.RegionCode,
                transition.To,
                ending = JsonSerializer.Serialize(
                    new PartnershipEnding
                    {
                        RegionCode = transition.RegionCode,
                        EndedOn = transition.EndedOn ?? today,
                        Reason = transition.Reason,
                    },
                    Json.Options
                ),
            },
            cancellationToken
        );
        return (await registry.Get(request.Id, cancellationToken))!;
    }
}
