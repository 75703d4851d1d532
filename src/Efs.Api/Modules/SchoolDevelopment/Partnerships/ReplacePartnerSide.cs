using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Replaces the partner's side of a partnership.</summary>
/// <remarks>
/// Only the partner's region may do so. Once the partner has signed, the school stays and the plan of events can be changed.
/// </remarks>
[
    Requires("school-development:write"),
    ProducesErrors("access.region", "partnerships.unknown-partner-school", "partnerships.signed", "partnerships.ended")
]
public sealed record ReplacePartnerSide : ICommand<Partnership>, IValidatable
{
    /// <summary>The partnership's id.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required PartnerSide Side { get; init; }

    public void Validate(ValidationContext validation) => JointEvent.Validate(Side.Events, validation);
}

internal sealed class ReplacePartnerSideHandler(Db db, PartnershipRegistry registry, SourceReferences references, Caller caller)
    : IHandle<ReplacePartnerSide, Partnership>
{
    // The partner's school can't be deleted while a partnership names it. The row is in the school's region, where a key can see it.
    private static readonly Sql holdSchool = new(
        """
        INSERT INTO school_development.partner_school (partnership_id, region_code, school_id)
        VALUES (@id, @regionCode, @schoolId)
        ON CONFLICT (partnership_id, region_code) DO UPDATE SET school_id = excluded.school_id
        """
    );
    private static readonly Sql replace = new(
        """
        UPDATE school_development.partnership
        SET partner = @side::jsonb, version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = @regionCode AND partner IS DISTINCT FROM @side::jsonb
        """
    );

    public async Task<Partnership> Handle(ReplacePartnerSide request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdateByEitherSide(request.Id, cancellationToken);
        Preconditions.EnsureVersion(request.IfMatch, current?.Version ?? 0);
        var partnerRegion = current!.PartnerRegionCode;
        if (!caller.HasRegion(partnerRegion))
            throw CommonErrors.OutOfRegion.ToException();
        registry.NotePush(partnerRegion);
        PartnershipRegistry.EnsureOpen(current);
        await references.Bind(partnerRegion, cancellationToken);
        var isSigned = current.Signatures.Any(s => s.RegionCode == partnerRegion);
        if (isSigned && current.Partner?.SchoolId != request.Side.SchoolId)
            throw PartnershipErrors.Signed.ToException();
        await db.Execute(
            holdSchool,
            new
            {
                request.Id,
                regionCode = partnerRegion,
                request.Side.SchoolId,
            },
            cancellationToken
        );
        await db.Execute(
            replace,
            new
            {
                request.Id,
                current.RegionCode,
                side = JsonSerializer.Serialize(request.Side, Json.Options),
            },
            cancellationToken
        );
        return (await registry.Get(request.Id, cancellationToken))!;
    }
}
