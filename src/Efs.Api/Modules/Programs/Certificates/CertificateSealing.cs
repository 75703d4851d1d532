using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Programs;

/// <summary>Encrypts the personal data of certificates that an earlier version of the service stored in clear.</summary>
internal sealed class CertificateSealing(Cipher cipher) : IRetentionRule
{
    private static readonly Sql<CertificateRow> page = new(
        $"""
        SELECT {CertificateRegistry.Certificates.Columns}
        FROM programs.certificate t
        WHERE num_nonnulls(t.diploma_surname, t.diploma_series, t.diploma_number, t.original) > 0
        LIMIT 1000 FOR NO KEY UPDATE OF t
        """
    );

    private static readonly Sql update = new(
        """
        UPDATE programs.certificate c
        SET personal = x.personal, replaced_document = x.replaced_document, personal_hashes = x.hashes::jsonb,
            diploma_surname = NULL, diploma_series = NULL, diploma_number = NULL, original = NULL
        FROM unnest(@ids, @regions, @sealed, @replacedDocuments, @hashes) AS x (id, region_code, personal, replaced_document, hashes)
        WHERE c.id = x.id AND c.region_code = x.region_code
        """
    );

    public string Name => "diplomas in clear";

    public async Task<int> Delete(Db db, CancellationToken cancellationToken)
    {
        var rows = await db.Query(page, new { }, cancellationToken);
        var certificates = rows.Select(row => SealedCertificate.Seal(cipher, row.Id, SealedCertificate.Open(cipher, row, () => { })))
            .ToList();
        return rows.Count == 0
            ? 0
            : await db.Execute(
                update,
                new
                {
                    ids = rows.Select(r => r.Id).ToArray(),
                    regions = rows.Select(r => r.RegionCode).ToArray(),
                    @sealed = certificates.Select(c => c.Personal).ToArray(),
                    replacedDocuments = certificates.Select(c => c.ReplacedDocument).ToArray(),
                    hashes = certificates.Select(c => c.Hashes).ToArray(),
                },
                cancellationToken
            );
    }
}
