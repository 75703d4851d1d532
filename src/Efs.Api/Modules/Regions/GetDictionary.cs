using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Regions;

/// <summary>Reads one dictionary with all its items.</summary>
[Requires("regions:read"), Cacheable]
public sealed record GetDictionary : IQuery<ReferenceDictionary>
{
    /// <summary>Name of the dictionary.</summary>
    /// <example>positions</example>
    [Form("^[a-z-]{1,50}$", "positions", 50)]
    public required string Name { get; init; }
}

/// <summary>A dictionary (справочник) with its items by code.</summary>
public sealed record ReferenceDictionary
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

    /// <summary>Items by code. An item in use is never deleted, only closed.</summary>
    [Items(1000)]
    public IReadOnlyList<ReferenceDictionaryItem> Items { get; init; } = [];
}

/// <summary>An item of a dictionary.</summary>
public sealed record ReferenceDictionaryItem
{
    /// <summary>Code used in records.</summary>
    /// <example>teacher</example>
    [Length(50)]
    public required string Code { get; init; }

    /// <summary>Title in Russian.</summary>
    /// <example>Учитель</example>
    [Length(300)]
    public required string Title { get; init; }

    /// <summary>Group within the dictionary.</summary>
    /// <example>pedagogical</example>
    [Length(50)]
    public string? Group { get; init; }

    /// <summary>First day of validity; absent when unlimited.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day of validity; absent while the code is valid.</summary>
    public DateOnly? ValidTo { get; init; }
}

internal sealed class GetDictionaryHandler(Db db) : IHandle<GetDictionary, ReferenceDictionary>
{
    private static readonly Sql<ReferenceDictionary> find = new("SELECT name, title, source FROM regions.dictionary WHERE name = @name");
    private static readonly Sql<ReferenceDictionaryItem> items = new(
        """
        SELECT code, title, "group", valid_from, valid_to FROM regions.dictionary_item WHERE dictionary = @name ORDER BY code
        """
    );

    public async Task<ReferenceDictionary> Handle(GetDictionary request, CancellationToken cancellationToken) =>
        (await db.QuerySingleOrDefault(find, request, cancellationToken) ?? throw CommonErrors.NotFound.ToException()) with
        {
            Items = await db.Query(items, request, cancellationToken),
        };
}
