using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Programs;

internal sealed partial class CertificateRegistry(Db db, Cipher cipher, Caller caller, ILogger<CertificateRegistry> log)
    : Registry<CertificateFields, CertificateRow, Certificate, ListCertificates>(db, cipher, caller)
{
    internal static readonly DocumentTable<CertificateFields, CertificateRow, Certificate, ListCertificates> Certificates = new(
        row => row.Id,
        row => row.UpdatedAt,
        computed: ["personal", "replaced_document"],
        hidden: ["number_key", "personal_hashes"],
        projected:
        [
            (
                "replaced_by_id",
                "(SELECT newer.id FROM programs.certificate newer WHERE newer.replaces_id = t.id AND newer.region_code = t.region_code)"
            ),
        ],
        sorts: [new("issuedOn", "issued_on", c => c.IssuedOn)],
        naturalKey: """
        t.number_key = x.number_key AND t.kind = x.kind
            AND t.provider_key = coalesce(x.provider_institute_id::text, x.provider ->> 'inn', lower(x.provider ->> 'name'))
        """
    );

    // The lock serialises two replacements that would close a cycle together. It is a statement of its own, so that the check
    // sees what it waited for. The number of locks is small: otherwise an import in one transaction would take one for
    // each educator.
    private static readonly Sql hold = new(
        """
        SELECT pg_advisory_xact_lock(hashtextextended('programs.replaces ' || @regionCode || ' ' || (hashtextextended(@educatorId,
            0) & 255), 0))
        """
    );
    private static readonly Sql<bool> isItself = new(
        """
        WITH RECURSIVE replaced (id) AS (
            SELECT @replacesId::uuid
            UNION
            SELECT c.replaces_id FROM replaced r JOIN programs.certificate c ON c.id = r.id AND c.region_code = @regionCode
                WHERE c.replaces_id IS NOT NULL
        )
        SELECT EXISTS (SELECT FROM replaced r JOIN programs.certificate c ON c.id = r.id AND c.region_code = @regionCode WHERE c.id = @id)
        """
    );

    private static readonly Sql<DateOnly?> issuedOn = new(
        "SELECT issued_on FROM programs.certificate WHERE id = @replacesId AND region_code = @regionCode"
    );

    protected override DocumentTable<CertificateFields, CertificateRow, Certificate, ListCertificates> Table => Certificates;

    public override Certificate Read(CertificateRow row) => SealedCertificate.Open(Cipher, row, () => Damaged(log, row.RegionCode, row.Id));

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The sealed data of certificate {Region} {Id} can't be opened: damaged, or put there from elsewhere"
    )]
    private static partial void Damaged(ILogger log, string region, Guid id);

    protected override bool HasIdentity(CertificateFields fields) => true;

    protected override SqlParameters ToParameters(Guid id, CertificateFields fields)
    {
        var certificate = SealedCertificate.Seal(Cipher, id, fields);
        return Table
            .ToParameters(id, fields, Cipher, SealedCertificate.Without(fields))
            .Add("numberKey", TextNormalizer.NumberKey($"{fields.Series}|{fields.Number}"))
            .Add("personal", certificate.Personal)
            .Add("replacedDocument", certificate.ReplacedDocument)
            .AddDocument("personalHashes", certificate.Hashes);
    }

    protected override ValidationError? FindContradiction(CertificateFields fields, Certificate existing) =>
        fields.EducatorId == existing.EducatorId ? null : Rules.OtherPerson.At("/number", existing.Id);

    protected override async Task<CertificateFields> Restore(
        CertificateFields row,
        Certificate existing,
        CancellationToken cancellationToken
    ) => (await FrdoTexts.Read(Db, [existing], cancellationToken)).Restore(row, existing);

    protected override async Task ValidateReferences(CertificateFields fields, Certificate? current, CancellationToken cancellationToken)
    {
        if (!ProgramHours.IsEnough(fields.Kind == "upgrade_certificate", fields.Hours))
            throw CertificateErrors.TooShort.ToException();
        if (current?.ReplacedById is not null && fields.EducatorId != current.EducatorId)
            // A replacing certificate belongs to the same educator.
            throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/educatorId")]);
        if (fields.ReplacesId is not { } replacesId)
            return;
        Db.Prepend(hold, new { fields.RegionCode, educatorId = fields.EducatorId.ToString() });
        if (
            await Db.QuerySingleOrDefault(
                isItself,
                new
                {
                    id = current?.Id ?? Guid.Empty,
                    replacesId,
                    fields.RegionCode,
                },
                cancellationToken
            )
        )
            throw CertificateErrors.ReplacesItself.ToException();
        if (await Db.QuerySingleOrDefault(issuedOn, new { replacesId, fields.RegionCode }, cancellationToken) > fields.IssuedOn)
            throw CommonErrors.Invalid.ToException([Rules.NotBefore.At("/issuedOn", "replacesId/issuedOn")]);
    }
}
