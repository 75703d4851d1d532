using System.Security.Cryptography;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Educators;

/// <summary>Encrypts the numbers of consents that an earlier version of the service stored in clear.</summary>
internal sealed class ConsentSealing(Cipher cipher) : IRetentionRule
{
    private static readonly Sql<ClearConsent> page = new(
        """
        SELECT id, region_code, personal, legal_basis ->> 'documentNumber' AS number FROM educators.educator
        WHERE legal_basis ->> 'documentNumber' IS NOT NULL AND personal IS NOT NULL
        LIMIT 1000 FOR NO KEY UPDATE
        """
    );

    private static readonly Sql update = new(
        """
        UPDATE educators.educator e
        SET personal = x.personal, personal_hashes = x.hashes::jsonb, legal_basis = e.legal_basis - 'documentNumber'
        FROM unnest(@ids, @regions, @sealed, @hashes) AS x (id, region_code, personal, hashes)
        WHERE e.id = x.id AND e.region_code = x.region_code
        """
    );

    private sealed record ClearConsent
    {
        public required Guid Id { get; init; }
        public required string RegionCode { get; init; }
        public required byte[] Personal { get; init; }
        public required string Number { get; init; }
    }

    public string Name => "numbers of consents in clear";

    public async Task<int> Delete(Db db, CancellationToken cancellationToken)
    {
        var rows = await db.Query(page, new { }, cancellationToken);
        var opened = rows.Select(row => (Row: row, Personal: Open(row))).Where(r => r.Personal is not null).ToList();
        return opened.Count == 0
            ? 0
            : await db.Execute(
                update,
                new
                {
                    ids = opened.Select(r => r.Row.Id).ToArray(),
                    regions = opened.Select(r => r.Row.RegionCode).ToArray(),
                    @sealed = opened
                        .Select(r => cipher.Seal(r.Personal! with { ConsentNumber = r.Row.Number }, r.Row.RegionCode))
                        .ToArray(),
                    hashes = opened.Select(r => EducatorRegistry.PersonalHashesOf(cipher, r.Row.Id, r.Row.Number)).ToArray(),
                },
                cancellationToken
            );
    }

    // Damaged data are left as they are: a PUT repairs the record.
    private PersonalData? Open(ClearConsent row)
    {
        try
        {
            return cipher.Open<PersonalData>(row.Personal, row.RegionCode);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
