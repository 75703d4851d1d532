using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>A change of a record: what was done, not what it says now.</summary>
public sealed record RecordChange
{
    /// <summary>Place in the feed: going on after it misses nothing and repeats nothing.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string Cursor { get; init; }

    /// <summary>When it was committed, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Resource, as in the path.</summary>
    [FeedResource]
    public required string Resource { get; init; }

    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The owner's own key, if the record has one.</summary>
    [SourceId]
    public string? SourceId { get; init; }

    /// <summary>Region that owns the record.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>What was done; several changes of a record in one transaction are one.</summary>
    [FeedOperation]
    public required string Operation { get; init; }

    /// <summary>Version of the record after it; of a deleted one, the last.</summary>
    /// <example>2</example>
    public required int Version { get; init; }

    /// <summary>Names of the members that an update changed, without their values.</summary>
    /// <example>["fullName"]</example>
    [Length(50), Items(100)]
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>Which client did it.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>The import that did it, if it was one.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>The same whenever it is told, unlike the cursor.</summary>
    internal string Identity { get; init; } = "";
}

/// <summary>What was done to a record.</summary>
public sealed class FeedOperationAttribute() : OneOfAttribute("create", "update", "delete");
