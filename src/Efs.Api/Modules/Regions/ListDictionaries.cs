using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Regions;

/// <summary>Lists the dictionaries (справочники), all at once.</summary>
[Requires("regions:read"), Cacheable]
public sealed record ListDictionaries : IQuery<Page<ReferenceDictionarySummary>>;

/// <summary>A dictionary by name.</summary>
public sealed record ReferenceDictionarySummary
{
    /// <summary>Name, as in the path.</summary>
    /// <example>positions</example>
    [Length(50)]
    public required string Name { get; init; }

    /// <summary>Title in Russian.</summary>
    /// <example>Должности</example>
    [Length(200)]
    public required string Title { get; init; }

    /// <summary>Act or standard that the dictionary follows.</summary>
    /// <example>постановление Правительства РФ от 21.02.2022 № 225</example>
    [Length(1000)]
    public required string Source { get; init; }

    /// <summary>Number of items, closed ones included.</summary>
    /// <example>47</example>
    public required long Items { get; init; }
}

internal sealed class ListDictionariesHandler(Db db) : IHandle<ListDictionaries, Page<ReferenceDictionarySummary>>
{
    private static readonly Sql<ReferenceDictionarySummary> list = new(
        """
        SELECT d.name, d.title, d.source, (SELECT count(*) FROM regions.dictionary_item i WHERE i.dictionary = d.name) AS items
        FROM regions.dictionary d
        ORDER BY d.name
        """
    );

    public async Task<Page<ReferenceDictionarySummary>> Handle(ListDictionaries request, CancellationToken cancellationToken) =>
        new() { Items = await db.Query(list, request, cancellationToken) };
}
