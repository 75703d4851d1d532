using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Programs;

/// <summary>
/// What the template says in words where certificates refer to records: the title of the programme and the replaced document.
/// </summary>
internal sealed class FrdoTexts
{
    /// <summary>The template has no word for an absent source of funding.</summary>
    public const string DefaultFunding = "paid";

    /// <summary>The template has no word for an absent form of education.</summary>
    public const string DefaultEducationForm = "in_organisation";

    private static readonly Sql<ProgramText> programs = new("SELECT id, title FROM programs.program WHERE id = ANY (@ids)");

    private static readonly Sql<ReplacedText> replaced = new(
        """
        SELECT id, kind, series, number, registration_number, issued_on
        FROM programs.certificate
        WHERE id = ANY (@ids) AND region_code = ANY (@scope)
        """
    );

    private readonly Dictionary<Guid, string> titles;
    private readonly Dictionary<Guid, OriginalDocument> originals;

    private FrdoTexts(IEnumerable<ProgramText> programs, IEnumerable<ReplacedText> replaced) =>
        (titles, originals) = (programs.ToDictionary(p => p.Id, p => p.Title), replaced.ToDictionary(r => r.Id, r => r.ToOriginal()));

    private sealed record ProgramText
    {
        public required Guid Id { get; init; }
        public required string Title { get; init; }
    }

    private sealed record ReplacedText
    {
        public required Guid Id { get; init; }
        public required string Kind { get; init; }
        public string? Series { get; init; }
        public required string Number { get; init; }
        public string? RegistrationNumber { get; init; }
        public required DateOnly IssuedOn { get; init; }

        public OriginalDocument ToOriginal() =>
            new()
            {
                DocumentName = KindName(Kind),
                Series = Series,
                Number = Number,
                RegistrationNumber = RegistrationNumber,
                IssuedOn = IssuedOn,
            };
    }

    public static async Task<FrdoTexts> Read(Db db, IReadOnlyCollection<Certificate> certificates, CancellationToken cancellationToken)
    {
        Guid[] untitled = [.. certificates.Where(c => c.ProgramTitle is null).Select(c => c.ProgramId).OfType<Guid>().Distinct()];
        Guid[] replacing = [.. certificates.Select(c => c.ReplacesId).OfType<Guid>()];
        return new(
            untitled.Length == 0 ? [] : await db.Query(programs, new { ids = untitled }, cancellationToken),
            replacing.Length == 0 ? [] : await db.Query(replaced, new { ids = replacing }, cancellationToken)
        );
    }

    public static string KindName(string kind) =>
        kind == "upgrade_certificate" ? "Удостоверение о повышении квалификации" : "Диплом о профессиональной переподготовке";

    /// <summary>The title of the programme.</summary>
    public string? Title(Certificate certificate) =>
        certificate.ProgramTitle ?? (certificate.ProgramId is { } id ? titles.GetValueOrDefault(id) : null);

    /// <summary>The replaced certificate of the register, without its holder.</summary>
    public OriginalDocument? Replaced(Certificate certificate) => certificate.ReplacesId is { } id ? originals.GetValueOrDefault(id) : null;

    /// <summary>
    /// The document of a row about this certificate, with the certificate's references where the row says what they say, and without
    /// the template's defaults where the certificate has no value.
    /// </summary>
    public CertificateFields Restore(CertificateFields row, Certificate certificate)
    {
        if (row.ProgramId is null && IsSame(row.ProgramTitle, Title(certificate)))
            row = row with { ProgramId = certificate.ProgramId, ProgramTitle = certificate.ProgramTitle };
        if (row.Original is { } original && Replaced(certificate) is { } replaced && IsSame(original, replaced))
            row = row with { ReplacesId = certificate.ReplacesId, Original = null };
        if (certificate.Funding is null && row.Funding == DefaultFunding)
            row = row with { Funding = null };
        if (certificate.EducationForm is null && row.EducationForm == DefaultEducationForm)
            row = row with { EducationForm = null };
        return row;
    }

    // The names do not count: a replaced certificate of the register belongs to the holder, who may have married since. Nor does
    // what a column of the row leaves empty.
    private static bool IsSame(OriginalDocument row, OriginalDocument replaced) =>
        TextNormalizer.NumberKey($"{row.Series}|{row.Number}") == TextNormalizer.NumberKey($"{replaced.Series}|{replaced.Number}")
        && (row.IssuedOn is null || row.IssuedOn == replaced.IssuedOn)
        && (row.DocumentName is null || IsSame(row.DocumentName, replaced.DocumentName))
        && (row.RegistrationNumber is null || IsSame(row.RegistrationNumber, replaced.RegistrationNumber));

    private static bool IsSame(string? one, string? other) =>
        one is not null && other is not null && TextNormalizer.ComparisonKey(one) == TextNormalizer.ComparisonKey(other);
}
