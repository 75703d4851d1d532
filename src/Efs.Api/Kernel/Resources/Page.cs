using System.Text.Json;
using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>A page of a list.</summary>
public sealed record Page<T> : IPage, IHasDataSubjects
{
    /// <summary>The records of this page, in the order of the list.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Cursor of the next page; null on the last one.</summary>
    [Length(2000), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>Number of matching records; only with <c>count=true</c>.</summary>
    /// <example>1</example>
    public long? Total { get; init; }

    [JsonIgnore]
    IReadOnlyList<object> IPage.Rows => (IReadOnlyList<object>)Items;

    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => Items.OfType<IHasDataSubjects>().SelectMany(i => i.DataSubjects).Distinct();
}

/// <summary>A row whose table columns are those of the file it came from.</summary>
public interface ITabularRow
{
    /// <summary>The names of the columns; null for those of the schema.</summary>
    IReadOnlyList<string>? Header { get; }
    IReadOnlyList<string> Cells { get; }
}

/// <summary>A page of any records.</summary>
public interface IPage
{
    IReadOnlyList<object> Rows { get; }
    string? Next { get; }
    long? Total { get; }
}

/// <summary>A paged query.</summary>
public interface IPaged
{
    /// <summary>The same query for the page at a cursor, with the largest limit.</summary>
    IPaged At(string? cursor);

    /// <summary>The same query with the total number of records, where the list supports it.</summary>
    IPaged Counted { get; }
}

/// <summary>Parameters of every paged list.</summary>
public abstract record PagedList<T> : IQuery<Page<T>>, IPaged
{
    private const int MaxLimit = 500;

    /// <summary>Maximum number of records in a page: 1 to 500, 50 by default. Pages of heavy records hold 100 at most.</summary>
    /// <example>50</example>
    [Between(1, MaxLimit), Cost(2, From = 101)]
    public int Limit { get; init; } = 50;

    /// <summary>The <c>next</c> of the previous page. Valid only with the same filters and sort.</summary>
    [Length(2000)]
    public string? Cursor { get; init; }

    IPaged IPaged.At(string? cursor) => this with { Limit = MaxLimit, Cursor = cursor };

    IPaged IPaged.Counted => WithTotal();

    private protected virtual PagedList<T> WithTotal() => this;
}

/// <summary>Parameters of every list of a registry, beside its own filters.</summary>
public abstract record ListOf<T> : PagedList<T>
{
    /// <summary>Members to sort by, separated by commas; a leading <c>-</c> sorts in descending order.</summary>
    [Length(100)]
    public string? Sort { get; init; }

    /// <summary>Whether to add <c>total</c>, the number of all matching records.</summary>
    [Cost(4)]
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
    /// <summary>Words of the name, matched by prefix in any order; case is ignored and ё equals е.</summary>
    [Length(200), Cost(4)]
    public string? Q { get; init; }
}

/// <summary>The condition of a list's filter; by default the column of the same name equals the value.</summary>
/// <param name="condition">SQL over the table's alias <c>t</c> and the parameter of the member's name.</param>
/// <param name="within">What encloses, at <c>{0}</c>, all used conditions that name it: filters about one and the same child row.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WhereAttribute(string condition, string within = "{0}") : Attribute
{
    /// <summary>The current day in the region of the record <c>t</c>, by the service's clock.</summary>
    public const string Today =
        "(SELECT (@now::timestamptz AT TIME ZONE g.time_zone)::date FROM regions.region g WHERE g.code = t.region_code)";

    public string Condition { get; } = condition;
    public string Within { get; } = within;
}
