using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Educators;

/// <summary>Finds and creates educators by the personal data that files of other systems contain.</summary>
internal sealed class EducatorDirectory(
    Db db,
    Cipher cipher,
    ValidationContext validation,
    EducatorRegistry registry,
    PeopleOfLongTransactions people
) : IEducatorDirectory
{
    // A description without a СНИЛС matches every educator with these names and birth date; one with a СНИЛС that nobody in the
    // region has, only educators without a СНИЛС.
    private static readonly Sql<Fit> find = new(
        """
        SELECT x.ordinal::int - 1 AS index, t.id, t.last_name, t.first_name, t.gender, t.birth_hash
        FROM unnest(@snilsHashes) WITH ORDINALITY AS x (hash, ordinal)
        JOIN educators.person p ON p.snils_hash = x.hash
        JOIN educators.educator t ON p.id = t.person_id AND t.region_code = @regionCode
        UNION ALL
        SELECT x.ordinal::int - 1, e.id, e.last_name, e.first_name, e.gender, e.birth_hash
        FROM unnest(@names, @birthHashes, @areWhole, @snilsHashes) WITH ORDINALITY AS x (name, birth, is_whole, hash, ordinal)
        JOIN educators.educator e ON e.region_code = @regionCode AND e.birth_hash = x.birth
            AND (e.sort_name = x.name OR (NOT x.is_whole AND e.sort_name > x.name || ' ' AND e.sort_name < x.name || '!'))
        WHERE x.name IS NOT NULL AND (x.hash IS NULL OR e.person_id IS NULL)
          AND NOT EXISTS (
              SELECT FROM educators.person p
              JOIN educators.educator o ON o.person_id = p.id AND o.region_code = @regionCode
              WHERE p.snils_hash = x.hash)
        """
    );

    private static readonly Sql<EducatorRow> describe = new(
        $"""
        SELECT {EducatorRegistry.Educators.Columns}
        FROM educators.educator t
        WHERE t.id = ANY (@ids) AND t.region_code = ANY (@scope)
        """
    );

    private sealed record Fit
    {
        public required int Index { get; init; }
        public required Guid Id { get; init; }
        public string? LastName { get; init; }
        public string? FirstName { get; init; }
        public required string Gender { get; init; }
        public required byte[] BirthHash { get; init; }
    }

    public Task ForgetUnused(CancellationToken cancellationToken) => people.ForgetUnused(cancellationToken);

    public async Task<IReadOnlyList<PersonMatch>> Match(
        string regionCode,
        IReadOnlyList<PersonDescription> people,
        CancellationToken cancellationToken
    )
    {
        var fits = (
            await db.Query(
                find,
                new
                {
                    regionCode,
                    snilsHashes = people.Select(p => p.Snils is null ? null : EducatorRegistry.SnilsHash(cipher, p.Snils)).ToArray(),
                    names = people
                        .Select(p =>
                            p is { LastName: not null, FirstName: not null, BirthDate: not null }
                                ? EducatorRegistry.SortName(p.LastName, p.FirstName, p.MiddleName)
                                : null
                        )
                        .ToArray(),
                    birthHashes = people.Select(p => p.BirthDate is { } date ? EducatorRegistry.BirthHash(cipher, date) : null).ToArray(),
                    areWhole = people.Select(p => p.MiddleName is not null).ToArray(),
                },
                cancellationToken
            )
        ).ToLookup(f => f.Index);
        return
        [
            .. people.Select(
                (person, index) =>
                    new PersonMatch([.. fits[index].Select(f => f.Id).Distinct()], fits[index].Any(f => Contradicts(person, f)))
            ),
        ];
    }

    // Those who are found by their names are no other's namesakes by gender.
    private bool Contradicts(PersonDescription person, Fit fit)
    {
        var isOtherGender = person.Gender is not null && person.Gender != fit.Gender;
        bool? isSameBirthDate = person.BirthDate is { } date
            ? EducatorRegistry.BirthHash(cipher, date).AsSpan().SequenceEqual(fit.BirthHash)
            : null;
        return PersonIdentity.Contradicts(
                isSameBirthDate,
                PersonIdentity.IsOther(person.FirstName, fit.FirstName),
                PersonIdentity.IsOther(person.LastName, fit.LastName),
                isOtherGender
            ) || (isOtherGender && person.Snils is null);
    }

    // The legal basis is the law that requires the document to be registered: an organisation reports it without a consent.
    public async Task<Guid> Create(string regionCode, PersonDescription person, CancellationToken cancellationToken)
    {
        if (person is not { LastName: { } lastName, FirstName: { } firstName, BirthDate: { } birthDate, Gender: { } gender })
            throw EducatorErrors.Unnamed.ToException();
        var educator = new EducatorFields
        {
            RegionCode = regionCode,
            LastName = lastName,
            FirstName = firstName,
            MiddleName = person.MiddleName,
            Gender = gender,
            BirthDate = birthDate,
            Snils = person.Snils is null ? null : Snils.Canonical(person.Snils),
            Citizenship = person.Citizenship,
            LegalBasis = new() { Kind = "public_function" },
        };
        var found = new ValidationContext(validation.Reference);
        educator.Validate(found);
        return found.Errors.Count == 0
            ? (await registry.Insert(educator, cancellationToken)).Id
            : throw CommonErrors.Invalid.ToException(found.Errors);
    }

    public async Task<IReadOnlyDictionary<Guid, PersonDescription>> Describe(
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken
    ) =>
        (await db.Query(describe, new { ids = ids.ToArray() }, cancellationToken))
            .Select(registry.Read)
            .ToDictionary(educator => educator.Id, Named);

    private static PersonDescription Named(Educator educator) =>
        new()
        {
            LastName = educator.LastName,
            FirstName = educator.FirstName,
            MiddleName = educator.MiddleName,
            Snils = educator.Snils,
            BirthDate = educator.BirthDate,
            Gender = educator.Gender,
            Citizenship = educator.Citizenship,
        };
}
