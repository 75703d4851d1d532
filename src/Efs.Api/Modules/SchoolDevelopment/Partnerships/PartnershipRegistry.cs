using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.SchoolDevelopment;

internal sealed class PartnershipRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<PartnershipFields, Partnership, ListPartnerships>(db, cipher, caller)
{
    private static readonly DocumentTable<PartnershipFields, Partnership, ListPartnerships> table = new(
        projected: [("state", "t.state"), ("partner", "t.partner"), ("signatures", "t.signatures"), ("ending", "t.ending")],
        most: 100,
        locksBeforeWrite: true
    );

    private static readonly Sql forgetPartnerSchool = new(
        "DELETE FROM school_development.partner_school WHERE partnership_id = @id AND region_code = @regionCode"
    );

    protected override DocumentTable<PartnershipFields, Partnership, ListPartnerships> Table => table;

    /// <summary>Reads and locks a record that either side may change; each handler says what of it.</summary>
    public async Task<Partnership?> GetForUpdateByEitherSide(Guid id, CancellationToken cancellationToken) =>
        await Db.GetForUpdate(table.Sql.GetForUpdate, table.Sql.Get, new { id }, cancellationToken);

    /// <summary>Refuses to change a partnership that has ended.</summary>
    public static void EnsureOpen(Partnership current)
    {
        if (PartnershipStateAttribute.Machine.Next(current.State).Count == 0)
            throw PartnershipErrors.Ended.ToException();
    }

    // The partner's side belongs to the partner's region, and what a side has signed stays as it was signed.
    protected override Task ValidateReferences(PartnershipFields fields, Partnership? current, CancellationToken cancellationToken)
    {
        if (current is not null)
            EnsureOpen(current);
        if (current is not null && fields.PartnerRegionCode != current.PartnerRegionCode)
            throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/partnerRegionCode")]);
        return
            current is null
            || current.Signatures.Count == 0
            || IsSame(fields with { SourceId = current.SourceId, Events = current.Events }, current)
            ? Task.CompletedTask
            : throw PartnershipErrors.Signed.ToException();
    }

    public override async Task Delete(Partnership current, CancellationToken cancellationToken)
    {
        if (current.Signatures.Count > 0)
            throw CommonErrors.InUse.ToException(
                new LocalizedText(
                    "Подписанное соглашение не удаляют, а завершают или прекращают",
                    "A signed agreement can't be deleted, only completed or terminated"
                )
            );
        await Db.Execute(forgetPartnerSchool, new { current.Id, regionCode = current.PartnerRegionCode }, cancellationToken);
        await base.Delete(current, cancellationToken);
    }
}
