using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Educators;

/// <summary>
/// Finds educators of the caller's regions by СНИЛС, or by exact names and date of birth: values that must not appear in a URL.
/// </summary>
/// <remarks>Requires the right to personal data: otherwise the responses would confirm a guessed value.</remarks>
[Requires(Caller.PersonalData)]
public sealed record SearchEducators : IQuery<Page<Educator>>, IValidatable
{
    [Body]
    public required EducatorSearch Search { get; init; }

    public void Validate(ValidationContext validation)
    {
        var byNames = Search.LastName is not null && Search.FirstName is not null && Search.BirthDate is not null;
        var anyName =
            Search.LastName is not null || Search.FirstName is not null || Search.MiddleName is not null || Search.BirthDate is not null;
        validation.Require(Search.Snils is not null ? !anyName : byNames, "", Rules.ExactlyOne, "snils | lastName + firstName + birthDate");
    }
}

/// <summary>Search by СНИЛС alone, or by last name, first name and date of birth.</summary>
public sealed record EducatorSearch
{
    /// <summary>СНИЛС, separators optional.</summary>
    [Snils]
    public string? Snils { get; init; }

    /// <summary>Full last name; case is ignored and ё equals е.</summary>
    [Length(100)]
    public string? LastName { get; init; }

    /// <summary>Full first name.</summary>
    [Length(100)]
    public string? FirstName { get; init; }

    /// <summary>Full middle name; any if absent.</summary>
    [Length(100)]
    public string? MiddleName { get; init; }

    /// <summary>Date of birth.</summary>
    public DateOnly? BirthDate { get; init; }
}

internal sealed class SearchEducatorsHandler(Db db, Cipher cipher, EducatorRegistry registry) : IHandle<SearchEducators, Page<Educator>>
{
    private static readonly Sql<EducatorRow> bySnils = new(
        $"""
        SELECT {EducatorRegistry.Educators.Columns}
        FROM educators.educator t
        JOIN educators.person p ON p.id = t.person_id
        WHERE p.snils_hash = @snilsHash AND t.region_code = ANY (@scope)
        ORDER BY t.region_code
        """
    );

    // The sort name starts with last and first name, so the search is a range of an index in each region.
    private static readonly Sql<EducatorRow> byNames = new(
        $"""
        SELECT {EducatorRegistry.Educators.Columns}
        FROM educators.educator t
        WHERE t.region_code = ANY (@scope) AND t.birth_hash = @birthHash
          AND (t.sort_name = @name OR (@anyMiddle AND t.sort_name > @name || ' ' AND t.sort_name < @name || '!'))
        ORDER BY t.region_code, t.id
        LIMIT 500
        """
    );

    public async Task<Page<Educator>> Handle(SearchEducators request, CancellationToken cancellationToken)
    {
        var search = request.Search;
        var rows = search.Snils is { } snils
            ? await db.Query(bySnils, new { snilsHash = EducatorRegistry.SnilsHash(cipher, snils) }, cancellationToken)
            : await db.Query(
                byNames,
                new
                {
                    name = EducatorRegistry.SortName(search.LastName, search.FirstName, search.MiddleName),
                    anyMiddle = search.MiddleName is null,
                    birthHash = EducatorRegistry.BirthHash(cipher, search.BirthDate!.Value),
                },
                cancellationToken
            );
        return new() { Items = [.. rows.Where(Matches).Select(registry.Read)] };

        // In the sort name, a last name of two words looks like a last name and a first name.
        bool Matches(EducatorRow row) =>
            search.Snils is not null
            || (
                Is(search.LastName, row.LastName)
                && Is(search.FirstName, row.FirstName)
                && (search.MiddleName is null || Is(search.MiddleName, row.MiddleName))
            );
        static bool Is(string? asked, string? name) =>
            name is not null && TextNormalizer.SearchKey(asked!) == TextNormalizer.SearchKey(name);
    }
}
