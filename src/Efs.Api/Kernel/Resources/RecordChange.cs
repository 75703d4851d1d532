using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>A change of a record, without values.</summary>
public sealed record RecordChange
{
    /// <summary>Position in the feed: continuing after it misses nothing and repeats nothing.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string Cursor { get; init; }

    /// <summary>When the change was committed, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Resource, as in the path.</summary>
    [FeedResource]
    public required string Resource { get; init; }

    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The owner's own key, if the record has one.</summary>
    [SourceId]
    public string? SourceId { get; init; }

    /// <summary>Region whose feed tells the change: that of the record, or one that takes part in it.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Kind of change; several changes of a record in one transaction are one.</summary>
    [FeedOperation]
    public required string Operation { get; init; }

    /// <summary>Version of the record after the change; of a deleted record, the last one.</summary>
    /// <example>2</example>
    public required int Version { get; init; }

    /// <summary>Names of the members that an update changed, without their values; of those that the client may see.</summary>
    /// <example>["fullName"]</example>
    [Length(50), Items(100)]
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>Client that made the change.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Import that made the change, if any.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>Identifier of the change, the same in every response, unlike the cursor.</summary>
    internal string Identity { get; init; } = "";
}

/// <summary>Kind of change of a record.</summary>
public sealed class FeedOperationAttribute() : ClosedOneOfAttribute("create", "update", "delete");
