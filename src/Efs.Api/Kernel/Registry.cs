using System.Text.Json;
using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>What a caller may say about any registry record.</summary>
public abstract record RegistryFields : IChecked
{
    /// <summary>Code of the region (субъект РФ) that owns the record, by the numbering of ФНС. Can't be changed once created.</summary>
    [Region, JsonPropertyOrder(-9)]
    public required string RegionCode { get; init; }

    /// <summary>The owner's own key of this record, unique in its region and resource; what a region's system upserts by.</summary>
    [SourceId, JsonPropertyOrder(-8)]
    public string? SourceId { get; init; }

    /// <summary>Notes what one member alone can't tell.</summary>
    public abstract void Check(Checks checks);
}

/// <summary>A record of a registry: the module that keeps it, whose scopes are <c>module:read</c> and <c>module:write</c>, and the resource, as in its path.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RegistryAttribute(string module, string resource, params string[] refuses) : Attribute
{
    public string Module { get; } = module;
    public string Resource { get; } = resource;

    /// <summary>Codes of the errors that writing the record may meet, beside the common ones.</summary>
    public IReadOnlyList<string> Refuses { get; } = refuses;
}

/// <summary>What is known to have changed by its version.</summary>
public interface IVersioned
{
    /// <summary>Version of the record, from 1, one more with each change; the ETag is this number in quotes.</summary>
    /// <example>1</example>
    int Version { get; }
}

/// <summary>What the service adds to every registry record.</summary>
public interface IRecord : IVersioned
{
    /// <summary>Identifier made by the service (UUIDv7).</summary>
    /// <example>019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10</example>
    Guid Id { get; }

    /// <summary>Code of the region that owns the record.</summary>
    string RegionCode { get; }

    /// <summary>When the record was created, UTC.</summary>
    DateTime CreatedAt { get; }

    /// <summary>When the record was last changed, UTC.</summary>
    DateTime UpdatedAt { get; }
}

/// <summary>An answer that tells of a record without being it.</summary>
public interface IAboutRecord
{
    Guid RecordId { get; }
    string RegionCode { get; }
}

/// <summary>A record that every region may read; only its owner writes it. It is the place where references cross regions on purpose.</summary>
public interface IShared;

/// <summary>A row that may have columns of its own as a table: those of the file that it came from.</summary>
public interface ITabled
{
    /// <summary>The names of the columns; null for those of its shape.</summary>
    IReadOnlyList<string>? Header { get; }
    IReadOnlyList<string> Cells { get; }
}

/// <summary>A page, whatever it holds.</summary>
public interface IPage
{
    IReadOnlyList<object> Rows { get; }
    string? Next { get; }
    long? Total { get; }
}

/// <summary>A question that is answered page by page.</summary>
public interface IPaged
{
    /// <summary>The same question for the page at a cursor, as large as it may be.</summary>
    IPaged At(string? cursor);

    /// <summary>The same question, answered with the number of all records where the list can tell it.</summary>
    IPaged Counted { get; }
}

/// <summary>A page of a list.</summary>
public sealed record Page<T> : IPage, IAboutPeople
{
    /// <summary>The records of this page, in the order of the list.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Cursor of the next page; null on the last one.</summary>
    [Length(2000), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>How many records the filters match; only with <c>count=true</c>.</summary>
    /// <example>1</example>
    public long? Total { get; init; }

    [JsonIgnore]
    IReadOnlyList<object> IPage.Rows => (IReadOnlyList<object>)Items;

    [JsonIgnore]
    IEnumerable<Guid> IAboutPeople.People => Items.OfType<IAboutPeople>().SelectMany(i => i.People).Distinct();
}

/// <summary>What every paged list takes.</summary>
public abstract record PagedList<T> : IQuery<Page<T>>, IPaged
{
    private const int Most = 500;

    /// <summary>How many records a page holds at most; of heavy ones it holds fewer.</summary>
    /// <example>50</example>
    [Between(1, Most)]
    public int Limit { get; init; } = 50;

    /// <summary>The <c>next</c> of the page before; goes with the same filters and sort only.</summary>
    [Length(2000)]
    public string? Cursor { get; init; }

    IPaged IPaged.At(string? cursor) => this with { Limit = Most, Cursor = cursor };

    IPaged IPaged.Counted => WithTotal();

    private protected virtual PagedList<T> WithTotal() => this;
}

/// <summary>What every list of a registry takes, beside its own filters.</summary>
public abstract record ListOf<T> : PagedList<T>
{
    /// <summary>Members to sort by, separated by commas, each with <c>-</c> in front for descending.</summary>
    [Length(100)]
    public string? Sort { get; init; }

    /// <summary>Add <c>total</c>, the number of all records that match.</summary>
    public bool Count { get; init; }

    /// <summary>Region that owns the record.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>The owner's own key.</summary>
    [SourceId]
    public string? SourceId { get; init; }

    /// <summary>Only records changed at or after this instant (RFC 3339).</summary>
    [Where("t.updated_at >= @updatedSince")]
    public DateTime? UpdatedSince { get; init; }

    private protected override PagedList<T> WithTotal() => this with { Count = true };
}

/// <summary>A list of records that people search by name.</summary>
public abstract record SearchedListOf<T> : ListOf<T>
{
    /// <summary>Words of the name, each by its beginning, in any order; case is ignored and ё equals е.</summary>
    [Length(200)]
    public string? Q { get; init; }
}

/// <summary>The condition that a list's filter adds; without it, the column of the same name equals the value.</summary>
/// <param name="condition">SQL over the table's alias <c>t</c> and the parameter of the member's name.</param>
/// <param name="within">What encloses, at <c>{0}</c>, all used conditions that name it: filters about one and the same child row.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WhereAttribute(string condition, string within = "{0}") : Attribute
{
    public string Condition { get; } = condition;
    public string Within { get; } = within;
}

/// <summary>Reads one record.</summary>
public sealed record Find<TRecord> : IQuery<TRecord>
{
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }
}

/// <summary>Creates a record.</summary>
public sealed record Register<TFields, TRecord> : ICommand<TRecord>, IChecked, IInRegion
    where TFields : RegistryFields
{
    [Body]
    public required TFields Fields { get; init; }
    string IInRegion.RegionCode => Fields.RegionCode;

    public void Check(Checks checks) => Fields.Check(checks);
}

/// <summary>Replaces a record with another document.</summary>
public sealed record Replace<TFields, TRecord> : ICommand<TRecord>, IChecked, IInRegion
    where TFields : RegistryFields
{
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required TFields Fields { get; init; }
    string IInRegion.RegionCode => Fields.RegionCode;

    public void Check(Checks checks) => Fields.Check(checks);
}

/// <summary>Changes the named members of a record by JSON Merge Patch (RFC 7396).</summary>
public sealed record Amend<TFields, TRecord> : ICommand<TRecord>, IReveals
    where TFields : RegistryFields
{
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required JsonElement Patch { get; init; }
}

/// <summary>Removes a record that nothing refers to.</summary>
public sealed record Remove<TRecord> : ICommand<Removed>
{
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }
}

/// <summary>Nothing is left to say.</summary>
public sealed record Removed;

/// <summary>Creates or replaces a record by its owner's own key; the same document again changes nothing.</summary>
public sealed record Sync<TFields, TRecord> : ICommand<Synced<TRecord>>, IChecked, IInRegion
    where TFields : RegistryFields
{
    /// <summary>Region that owns the record.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>The owner's own key.</summary>
    [SourceId]
    public required string SourceId { get; init; }

    [Body]
    public required TFields Fields { get; init; }

    public void Check(Checks checks)
    {
        checks.That(Fields.RegionCode == RegionCode, "/regionCode", Rules.DiffersFromPath);
        checks.That(Fields.SourceId is null || Fields.SourceId == SourceId, "/sourceId", Rules.DiffersFromPath);
        Fields.Check(checks);
    }
}

/// <summary>A record after a Sync, and whether it is new.</summary>
public sealed record Synced<TRecord>(TRecord Record, bool IsNew) : ISynced
{
    object ISynced.Record => Record!;
}

/// <summary>A record after a Sync, whatever it is.</summary>
public interface ISynced
{
    object Record { get; }
    bool IsNew { get; }
}
