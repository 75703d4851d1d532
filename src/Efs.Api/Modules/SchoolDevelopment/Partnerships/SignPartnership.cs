using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Signs the agreement for one side.</summary>
/// <remarks>With the second signature the partnership is active.</remarks>
[
    Requires("school-development:write"),
    ProducesErrors(
        "partnerships.signed-already",
        "partnerships.not-a-side",
        "partnerships.no-partner-school",
        "partnerships.forbidden-move"
    )
]
public sealed record SignPartnership : ICommand<Partnership>, IInRegion
{
    /// <summary>The partnership's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required NewSignature Signature { get; init; }

    string IInRegion.RegionCode => Signature.RegionCode;
}

/// <summary>A signature to give.</summary>
public sealed record NewSignature
{
    /// <summary>Region of the side that signs, one of the caller's.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Day of the signature; today in the region by default.</summary>
    /// <example>2022-09-01</example>
    public DateOnly? SignedOn { get; init; }
}

internal sealed class SignPartnershipHandler(Db db, PartnershipRegistry registry, ReferenceStore reference)
    : IHandle<SignPartnership, Partnership>
{
    private static readonly Sql sign = new(
        """
        UPDATE school_development.partnership
        SET signatures = signatures || @signature::jsonb, state = @to, version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = @regionCode
        """
    );

    public async Task<Partnership> Handle(SignPartnership request, CancellationToken cancellationToken)
    {
        var (region, today) = (request.Signature.RegionCode, reference.Current.Today(request.Signature.RegionCode));
        var current = await registry.GetForUpdateByEitherSide(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        if (region != current.RegionCode && region != current.PartnerRegionCode)
            throw PartnershipErrors.NotASide.ToException();
        if (request.Signature.SignedOn > today)
            throw CommonErrors.Invalid.ToException([Rules.InFuture.At("/signedOn")]);
        if (current.Signatures.Any(s => s.RegionCode == region))
            throw PartnershipErrors.SignedAlready.ToException();
        if (region == current.PartnerRegionCode && current.Partner is null)
            throw PartnershipErrors.NoPartnerSchool.ToException();
        var to = current.Signatures.Count == 0 ? "signing" : "active";
        PartnershipStateAttribute.Machine.EnsureAllowed(current.State, to, PartnershipErrors.ForbiddenMove);
        registry.NotePush(region);
        await db.Execute(
            sign,
            new
            {
                current.Id,
                current.RegionCode,
                to,
                signature = JsonSerializer.Serialize(
                    new PartnershipSignature { RegionCode = region, SignedOn = request.Signature.SignedOn ?? today },
                    Json.Options
                ),
            },
            cancellationToken
        );
        return (await registry.Get(request.Id, cancellationToken))!;
    }
}
