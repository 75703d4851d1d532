using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Educators;

internal sealed partial class EducatorRegistry(Db db, Cipher cipher, Caller caller, ILogger<EducatorRegistry> log)
    : Registry<EducatorFields, EducatorRow, Educator, ListEducators>(db, cipher, caller)
{
    private static readonly KeysetQuery<ListEducators, EducatorRow, Educator> listing = new(
        "educators.educator",
        EducatorSql.Columns,
        r => (r.RegionCode, r.Id),
        new("lastName", "sort_name", r => SortName(r.LastName, r.FirstName, r.MiddleName)),
        new("updatedAt", "updated_at", r => r.UpdatedAt)
    );

    private readonly Dictionary<(bool IsSchool, Guid Id), EducatorSql.Workplace> workplaces = [];

    protected override bool HasChildTables => true;
    protected override RegistrySql<EducatorRow> Sql => EducatorSql.Registry;
    protected override KeysetQuery<ListEducators, EducatorRow, Educator> List => listing;

    public override void EnsureMutable(Educator current)
    {
        if (current.DepersonalisedAt is not null)
            throw EducatorErrors.Depersonalised.ToException();
    }

    public override Educator ForCaller(Educator record) => Caller.SeesPersonalData ? record : record.Masked();

    protected override SqlParameters ToParameters(Guid id, EducatorFields fields) =>
        new SqlParameters()
            .Add("id", id)
            .Add("regionCode", fields.RegionCode)
            .Add("sourceId", fields.SourceId)
            .Add("fingerprint", Cipher.Fingerprint(fields))
            .Add("search", SearchVector.Of(fields.RegionCode, fields.LastName, fields.FirstName, fields.MiddleName))
            .Add("sortName", SortName(fields.LastName, fields.FirstName, fields.MiddleName))
            .Add("personId", Guid.CreateVersion7())
            .Add("snilsHash", fields.Snils is null ? null : SnilsHash(Cipher, fields.Snils))
            .Add("lastName", fields.LastName)
            .Add("firstName", fields.FirstName)
            .Add("middleName", fields.MiddleName)
            .Add("gender", fields.Gender)
            .Add("birthYear", (short)fields.BirthDate!.Value.Year)
            .Add("birthHash", BirthHash(Cipher, fields.BirthDate.Value))
            .Add("contactHash", (byte[])[.. ContactHash("email", fields.Email), .. ContactHash("phone", fields.Phone)])
            .Add(
                "personal",
                Cipher.Seal(new PersonalData(fields.BirthDate.Value, fields.Snils, fields.Email, fields.Phone), fields.RegionCode)
            )
            .Add("citizenship", fields.Citizenship)
            .Add("educationLevel", fields.EducationLevel)
            .Add("workingSince", fields.WorkingSince)
            .Add("teachingSince", fields.TeachingSince)
            .AddDocument("legalBasis", JsonSerializer.Serialize(fields.LegalBasis, Json.Options))
            .AddDocument("employments", JsonSerializer.Serialize(fields.Employments, Json.Options))
            .AddDocument("categories", JsonSerializer.Serialize(fields.Categories, Json.Options));

    protected override Educator Read(EducatorRow row)
    {
        var personal = row.Personal is null ? null : Opened(row.Personal, row);
        return new()
        {
            Id = row.Id,
            RegionCode = row.RegionCode,
            SourceId = row.SourceId,
            Version = row.Version,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
            LastName = row.LastName ?? EducatorFields.Removed,
            FirstName = row.FirstName ?? EducatorFields.Removed,
            MiddleName = row.MiddleName,
            Gender = row.Gender,
            BirthYear = row.BirthYear,
            BirthDate = personal?.BirthDate,
            Snils = personal?.Snils,
            Email = personal?.Email,
            Phone = personal?.Phone,
            Citizenship = row.Citizenship,
            EducationLevel = row.EducationLevel,
            WorkingSince = row.WorkingSince,
            TeachingSince = row.TeachingSince,
            Employments = row.Employments,
            Categories = row.Categories,
            LegalBasis = row.LegalBasis,
            DepersonalisedAt = row.DepersonalisedAt,
        };
    }

    // What was damaged or comes from another region's row is not shown, and hides no other record. A PATCH needs the birth date then; a PUT repairs it.
    private PersonalData? Opened(byte[] personal, EducatorRow row)
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

    public override async Task<Educator> Update(Educator current, EducatorFields fields, CancellationToken cancellationToken)
    {
        var updated = await base.Update(current, fields, cancellationToken);
        if (updated.Snils != current.Snils)
            await Forget(current, cancellationToken);
        return updated;
    }

    public override async Task Delete(Educator current, CancellationToken cancellationToken)
    {
        await base.Delete(current, cancellationToken);
        await Forget(current, cancellationToken);
    }

    /// <summary>Lets go of the person behind an educator, unless another region still knows them.</summary>
    public Task Forget(Educator current, CancellationToken cancellationToken) =>
        current.Snils is null ? Task.CompletedTask : Forget(SnilsHash(Cipher, current.Snils), cancellationToken);

    private Task<int> Forget(byte[] snilsHash, CancellationToken cancellationToken) =>
        Db.Execute(EducatorSql.Forget, new { snilsHash }, cancellationToken);

    protected override bool HasIdentity(EducatorFields fields) => fields.SourceId is not null || fields.Snils is not null;

    protected override EducatorFields Close(Educator current, DateOnly on) =>
        current with
        {
            Employments = [.. current.Employments.Select(e => e.Until is null ? e with { Until = on } : e)],
        };

    protected override async Task Preload(IReadOnlyList<EducatorFields> documents, CancellationToken cancellationToken)
    {
        Employment[] employments = [.. documents.SelectMany(d => d.Employments)];
        if (employments.Length == 0)
            return;
        Guid[] schools = [.. employments.Select(e => e.SchoolId).OfType<Guid>().Distinct()],
            institutes = [.. employments.Select(e => e.InstituteId).OfType<Guid>().Distinct()];
        foreach (
            var found in await Db.Query(
                EducatorSql.Workplaces,
                new
                {
                    documents[0].RegionCode,
                    schools,
                    institutes,
                },
                cancellationToken
            )
        )
            workplaces[(found.IsSchool, found.Id)] = found;
    }

    protected override Task ValidateReferences(EducatorFields fields, Educator? current, CancellationToken cancellationToken)
    {
        ValidationError[] errors = [.. fields.Employments.SelectMany((e, i) => FaultsOf(e, $"/employments/{i}"))];
        return errors.Length == 0 ? Task.CompletedTask : throw EducatorErrors.Workplace.ToException(errors);
    }

    private IEnumerable<ValidationError> FaultsOf(Employment employment, string where)
    {
        if (!workplaces.TryGetValue((employment.SchoolId is not null, employment.SchoolId ?? employment.InstituteId!.Value), out var place))
        {
            yield return Rules.UnknownWorkplace.At($"{where}/{(employment.SchoolId is null ? "instituteId" : "schoolId")}");
            yield break;
        }
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        if (place.FoundedOn > employment.Since)
            yield return Rules.BeforeFounding.At($"{where}/since");
        if (place.ClosedOn < (employment.Until ?? (employment.Since > today ? employment.Since : today)))
            yield return Rules.AfterClosing.At($"{where}/until");
    }

    // Tells the audit log which of the two has changed; nothing but zeros where there is none.
    private byte[] ContactHash(string purpose, string? contact) => contact is null ? new byte[32] : Cipher.Hash(purpose, contact);

    /// <summary>The hash by which a birth date is searched.</summary>
    public static byte[] BirthHash(Cipher cipher, DateOnly date) =>
        cipher.Hash("birthDate", date.ToString("O", CultureInfo.InvariantCulture));

    public static byte[] SnilsHash(Cipher cipher, string snils) => cipher.Hash("snils", Kernel.Snils.Canonical(snils));

    public static string SortName(params IEnumerable<string?> names) =>
        TextNormalizer.SearchKey(string.Join(' ', names.Where(n => n is not null)));
}
