using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Educators;

/// <summary>Encrypts the personal data of educators again with the newest key.</summary>
internal sealed class EducatorReencryption(IServiceScopeFactory scopes, Cipher cipher) : Reencryption<byte[]>(scopes, cipher, page, update)
{
    private static readonly Sql<SealedRow<byte[]>> page = new(
        """
        SELECT id, region_code, personal FROM educators.educator
        WHERE personal IS NOT NULL AND substring(personal FROM 1 FOR 2) <> @newest
        LIMIT 1000 FOR NO KEY UPDATE
        """
    );

    private static readonly Sql update = new(
        """
        UPDATE educators.educator e SET personal = x.personal
        FROM unnest(@ids, @regions, @resealed::bytea[]) AS x (id, region_code, personal)
        WHERE e.id = x.id AND e.region_code = x.region_code
        """
    );

    protected override byte[] Reseal(SealedRow<byte[]> row) =>
        Cipher.Seal(Cipher.Open<PersonalData>(row.Personal, row.RegionCode), row.RegionCode);
}
