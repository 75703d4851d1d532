using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Educators;

internal sealed class KnownPeople(Db db, EducatorRegistry registry) : IKnownPeople
{
    private static readonly Sql<EducatorRow> find = new($"""
        SELECT {EducatorSql.Columns}
        FROM educators.educator t
        WHERE t.id = ANY (@ids) AND t.region_code = ANY (@scope)
        """);

    public async Task<IReadOnlyDictionary<Guid, NamedPerson>> Describe(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        (await db.List(find, new { ids = ids.ToArray() }, cancellationToken)).Select(registry.Of).ToDictionary(educator => educator.Id, Named);

    private static NamedPerson Named(Educator educator) => new()
    {
        LastName = educator.LastName, FirstName = educator.FirstName, MiddleName = educator.MiddleName,
        Snils = educator.Snils, BirthDate = educator.BirthDate, Gender = educator.Gender, Citizenship = educator.Citizenship,
    };
}
