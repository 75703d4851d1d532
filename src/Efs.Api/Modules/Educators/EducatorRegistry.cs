using System.Globalization;
using System.Security.Cryptography;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Educators;

internal sealed partial class EducatorRegistry(
    Db db,
    Cipher cipher,
    Caller caller,
    ReferenceStore reference,
    PeopleOfLongTransactions people,
    ILogger<EducatorRegistry> log
) : Registry<EducatorFields, EducatorRow, Educator, ListEducators>(db, cipher, caller)
{
    // The person with this СНИЛС, one for the whole country; made if there is none. Rows are looked up one by one (LATERAL): a
    // plan that was made while the table was empty would read a full one from end to end.
    private static readonly ResolvedColumn person = new(
        "person_id",
        [("snilsHash", "bytea"), ("personId", "uuid")],
        """
        known AS (
            SELECT e.id AS row_id, p.id, p.snils_hash
            FROM extra e
            CROSS JOIN LATERAL (SELECT p.id, p.snils_hash FROM educators.person p WHERE p.snils_hash = e.snils_hash LIMIT 1) p
        ),
        made AS (
            INSERT INTO educators.person (id, snils_hash)
            SELECT e.person_id, e.snils_hash FROM extra e
            WHERE e.snils_hash IS NOT NULL AND NOT EXISTS (SELECT FROM known k WHERE k.snils_hash = e.snils_hash)
            ON CONFLICT (snils_hash) DO UPDATE SET snils_hash = excluded.snils_hash
            RETURNING id, snils_hash
        ),
        resolved (row_id, value) AS (
            SELECT k.row_id, k.id FROM known k
            UNION ALL
            SELECT e.id, m.id FROM made m JOIN extra e ON e.snils_hash = m.snils_hash
        )
        """
    );

    internal static readonly DocumentTable<EducatorFields, EducatorRow, Educator, ListEducators> Educators = new(
        row => row.Id,
        row => row.UpdatedAt,
        new("lastName", e => FullName(e.LastName, e.FirstName, e.MiddleName), e => [e.LastName, e.FirstName, e.MiddleName]),
        computed: ["birth_year", "personal"],
        hidden: ["birth_hash", "contact_hash", "personal_hashes"],
        sealedProperties: ["birthDate", "snils", "email", "phone"],
        resolved: person,
        projected: [("depersonalised_at", "t.depersonalised_at")],
        naturalKey: new(
            "p.id = t.person_id",
            """
            json_to_recordset(@extra::json) AS x (id uuid, snils_hash bytea)
            CROSS JOIN LATERAL (SELECT p.id FROM educators.person p WHERE p.snils_hash = x.snils_hash LIMIT 1) p
            """
        ),
        open: """
        EXISTS (
            SELECT FROM educators.employment e
            WHERE e.educator_id = t.id AND e.region_code = t.region_code AND e.until IS NULL
        )
        """
    );

    internal static readonly Sql<Workplace> FindWorkplaces = new(
        """
        SELECT true AS is_school, s.id, s.founded_on, s.closed_on
        FROM schools.school s WHERE s.id = ANY (@schools) AND s.region_code = @regionCode
        UNION ALL
        SELECT false, i.id, i.founded_on, i.closed_on
        FROM institutes.institute i WHERE i.id = ANY (@institutes) AND i.region_code = @regionCode
        """
    );

    // Skips a person who is locked: another transaction is just registering them, so they stay.
    private static readonly Sql deletePerson = new(
        """
        DELETE FROM educators.person
        WHERE id IN (
            SELECT p.id FROM educators.person p
            WHERE p.snils_hash = @snilsHash AND NOT EXISTS (SELECT FROM educators.educator e WHERE e.person_id = p.id)
            FOR UPDATE SKIP LOCKED
        )
        """
    );

    private readonly Dictionary<(bool IsSchool, Guid Id), Workplace> workplaces = [];

    internal sealed record Workplace
    {
        public required bool IsSchool { get; init; }
        public required Guid Id { get; init; }
        public DateOnly? FoundedOn { get; init; }
        public DateOnly? ClosedOn { get; init; }
    }

    protected override DocumentTable<EducatorFields, EducatorRow, Educator, ListEducators> Table => Educators;

    public override Educator Read(EducatorRow row) => new(row, row.Personal is null ? null : Open(row.Personal, row));

    // Data that is damaged or was copied from another region's row is left out, and does not hide other records. A PATCH then
    // needs the birth date; a PUT repairs the record.
    private PersonalData? Open(byte[] personal, EducatorRow row)
    {
        try
        {
            return Cipher.Open<PersonalData>(personal, row.RegionCode);
        }
        catch (CryptographicException)
        {
            Damaged(log, row.RegionCode, row.Id);
            return null;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The sealed data of educator {Region} {Id} can't be opened: damaged, or put there from elsewhere"
    )]
    private static partial void Damaged(ILogger log, string region, Guid id);

    public override void EnsureMutable(Educator current)
    {
        if (current.DepersonalisedAt is not null)
            throw EducatorErrors.Depersonalised.ToException();
    }

    protected override async Task Preload(IReadOnlyList<EducatorFields> documents, CancellationToken cancellationToken)
    {
        if (Db.IsLong && documents.Select(d => d.Snils).OfType<string>().ToList() is { Count: > 0 } numbers)
            await people.Enter([.. numbers.Select(snils => SnilsHash(Cipher, snils))], cancellationToken);
        Employment[] employments = [.. documents.SelectMany(d => d.Employments)];
        if (employments.Length == 0)
            return;
        Guid[] schools = [.. employments.Select(e => e.SchoolId).OfType<Guid>().Distinct()],
            institutes = [.. employments.Select(e => e.InstituteId).OfType<Guid>().Distinct()];
        var parameters = new
        {
            documents[0].RegionCode,
            schools,
            institutes,
        };
        foreach (var workplace in await Db.Query(FindWorkplaces, parameters, cancellationToken))
            workplaces[(workplace.IsSchool, workplace.Id)] = workplace;
    }

    protected override Task ValidateReferences(EducatorFields fields, Educator? current, CancellationToken cancellationToken)
    {
        ValidationError[] errors =
        [
            .. fields.Employments.SelectMany((e, i) => ErrorsOf(e, reference.Current.Today(fields.RegionCode), $"/employments/{i}")),
        ];
        return errors.Length == 0 ? Task.CompletedTask : throw EducatorErrors.Workplace.ToException(errors);
    }

    private IEnumerable<ValidationError> ErrorsOf(Employment employment, DateOnly today, string where)
    {
        var key = (employment.SchoolId is not null, employment.SchoolId ?? employment.InstituteId!.Value);
        if (!workplaces.TryGetValue(key, out var workplace))
        {
            yield return Rules.UnknownWorkplace.At($"{where}/{(employment.SchoolId is null ? "instituteId" : "schoolId")}");
            yield break;
        }
        if (workplace.FoundedOn > employment.Since)
            yield return Rules.BeforeFounding.At($"{where}/since");
        if (workplace.ClosedOn < (employment.Until ?? (employment.Since > today ? employment.Since : today)))
            yield return Rules.AfterClosing.At($"{where}/until");
    }

    protected override SqlParameters ToParameters(Guid id, EducatorFields fields)
    {
        var birthDate = fields.BirthDate!.Value;
        var consent = fields.LegalBasis.DocumentNumber;
        return Table
            .ToParameters(id, fields, Cipher, fields with { LegalBasis = fields.LegalBasis with { DocumentNumber = null } })
            .Add("personId", Guid.CreateVersion7())
            .Add("snilsHash", fields.Snils is null ? null : SnilsHash(Cipher, fields.Snils))
            .Add("birthYear", (short)birthDate.Year)
            .Add("birthHash", BirthHash(Cipher, birthDate))
            .Add("contactHash", (byte[])[.. ContactHash("email", fields.Email), .. ContactHash("phone", fields.Phone)])
            .AddDocument("personalHashes", PersonalHashesOf(Cipher, id, consent))
            .Add(
                "personal",
                Cipher.Seal(new PersonalData(birthDate, fields.Snils, fields.Email, fields.Phone, consent), fields.RegionCode)
            );
    }

    protected override Task OnUpdated(Educator current, Educator updated, EducatorFields fields, CancellationToken cancellationToken) =>
        updated.Snils == current.Snils ? Task.CompletedTask : DeletePerson(current, cancellationToken);

    public override async Task Delete(Educator current, CancellationToken cancellationToken)
    {
        await base.Delete(current, cancellationToken);
        await DeletePerson(current, cancellationToken);
    }

    /// <summary>Deletes the person of an educator unless another region still has them.</summary>
    public Task DeletePerson(Educator current, CancellationToken cancellationToken) =>
        current.Snils is null
            ? Task.CompletedTask
            : Db.Execute(deletePerson, new { snilsHash = SnilsHash(Cipher, current.Snils) }, cancellationToken);

    protected override bool HasIdentity(EducatorFields fields) => fields.SourceId is not null || fields.Snils is not null;

    protected override ValidationError? FindContradiction(EducatorFields fields, Educator existing) =>
        PersonIdentity.Contradicts(
            existing.BirthDate is null ? null : fields.BirthDate == existing.BirthDate,
            PersonIdentity.IsOther(fields.FirstName, existing.FirstName),
            PersonIdentity.IsOther(fields.LastName, existing.LastName),
            fields.Gender != existing.Gender
        )
            ? Rules.OtherPerson.At("/snils", existing.Id)
            : null;

    protected override EducatorFields Close(Educator current, DateOnly on) =>
        current with
        {
            Employments = [.. current.Employments.Select(e => e.Until is null ? e with { Until = on } : e)],
        };

    // Tells the audit log which of the two has changed; zeros where there is none.
    private byte[] ContactHash(string purpose, string? contact) => contact is null ? new byte[32] : Cipher.Hash(purpose, contact);

    /// <summary>The value of <c>personal_hashes</c>.</summary>
    public static string PersonalHashesOf(Cipher cipher, Guid id, string? consentNumber) =>
        cipher.HashMembers(id, ("legalBasis", consentNumber));

    /// <summary>The hash by which a birth date is searched.</summary>
    public static byte[] BirthHash(Cipher cipher, DateOnly date) =>
        cipher.Hash("birthDate", date.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>The hash by which a person is known.</summary>
    public static byte[] SnilsHash(Cipher cipher, string snils) => cipher.Hash("snils", Kernel.Snils.Canonical(snils));

    /// <summary>The value of <c>sort_name</c>.</summary>
    public static string SortName(params IEnumerable<string?> names) => TextNormalizer.SearchKey(FullName(names));

    private static string FullName(params IEnumerable<string?> names) => string.Join(' ', names.Where(n => n is not null));
}
