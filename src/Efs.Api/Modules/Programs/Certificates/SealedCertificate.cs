using System.Security.Cryptography;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Programs;

/// <summary>The personal data of a certificate as the table stores them.</summary>
/// <param name="Personal">What is forgotten with the person; triggers do it, which can't take an encrypted value apart.</param>
/// <param name="ReplacedDocument">What stays of the replaced document.</param>
/// <param name="Hashes">The keyed hashes of the members, as JSON.</param>
internal sealed record SealedCertificate(byte[]? Personal, byte[]? ReplacedDocument, string Hashes)
{
    private static readonly HolderData nothing = new(null, null, null, null, null, null);

    public static SealedCertificate Seal(Cipher cipher, Guid id, CertificateFields fields)
    {
        var original = fields.Original;
        var holder = new HolderData(
            fields.DiplomaSurname,
            fields.DiplomaSeries,
            fields.DiplomaNumber,
            original?.LastName,
            original?.FirstName,
            original?.MiddleName
        );
        var document = original is null ? null : original with { LastName = null, FirstName = null, MiddleName = null };
        return new(
            holder == nothing ? null : cipher.Seal(holder, fields.RegionCode),
            document is null ? null : cipher.Seal(document, fields.RegionCode),
            cipher.HashMembers(
                id,
                ("diplomaSurname", fields.DiplomaSurname),
                ("diplomaSeries", fields.DiplomaSeries),
                ("diplomaNumber", fields.DiplomaNumber),
                ("original", original)
            )
        );
    }

    /// <summary>
    /// The certificate with its personal data. Data that is damaged or was copied from another region's row is left out, and does not hide
    /// other records: a PUT repairs the record.
    /// </summary>
    public static Certificate Open(Cipher cipher, CertificateRow row, Action damaged)
    {
        var record = new Certificate(row);
        if ((row.Personal ?? row.ReplacedDocument) is null)
            return record;
        var holder = Open<HolderData>(row.Personal);
        var document = Open<OriginalDocument>(row.ReplacedDocument);
        return record with
        {
            DiplomaSurname = row.DiplomaSurname ?? holder?.DiplomaSurname,
            DiplomaSeries = row.DiplomaSeries ?? holder?.DiplomaSeries,
            DiplomaNumber = row.DiplomaNumber ?? holder?.DiplomaNumber,
            Original = row.Original ?? Named(document, holder),
        };

        T? Open<T>(byte[]? value)
            where T : class
        {
            try
            {
                return value is null ? null : cipher.Open<T>(value, row.RegionCode);
            }
            catch (CryptographicException)
            {
                damaged();
                return null;
            }
        }
    }

    private static OriginalDocument? Named(OriginalDocument? document, HolderData? holder) =>
        document is null
            ? null
            : document with
            {
                LastName = holder?.LastName,
                FirstName = holder?.FirstName,
                MiddleName = holder?.MiddleName,
            };

    /// <summary>The document without the members that are sealed.</summary>
    public static CertificateFields Without(CertificateFields fields) =>
        fields with
        {
            DiplomaSurname = null,
            DiplomaSeries = null,
            DiplomaNumber = null,
            Original = null,
        };
}
