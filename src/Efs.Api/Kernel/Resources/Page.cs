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

    /// <summary>How many records the filters match; only with <c>count=true</c>.</summary>
    /// <example>1</example>
    public long? Total { get; init; }

    [JsonIgnore]
    IReadOnlyList<object> IPage.Rows => (IReadOnlyList<object>)Items;

    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => Items.OfType<IHasDataSubjects>().SelectMany(i => i.DataSubjects).Distinct();
}

/// <summary>A row that may have columns of its own as a table: those of the file that it came from.</summary>
public interface ITabularRow
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

/// <summary>What every paged list takes.</summary>
public abstract record PagedList<T> : IQuery<Page<T>>, IPaged
{
    private const int MaxLimit = 500;

    /// <summary>How many records a page holds at most; of heavy ones it holds fewer.</summary>
    /// <example>50</example>
    [Between(1, MaxLimit)]
    public int Limit { get; init; } = 50;

    /// <summary>The <c>next</c> of the page before; goes with the same filters and sort only.</summary>
    [Length(2000)]
    public string? Cursor { get; init; }

    IPaged IPaged.At(string? cursor) => this with { Limit = MaxLimit, Cursor = cursor };

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
