using System.Collections.Frozen;
using System.Reflection;

namespace Efs.Api.Kernel;

/// <summary>Declares a resource on its record: everything that other parts of the service need to know of it, said once.</summary>
/// <param name="order">Its place in lists: a resource comes after those that its records refer to.</param>
/// <param name="name">Its name in paths, in the feed and in imports.</param>
/// <param name="module">Its module, whose scopes guard it.</param>
/// <param name="table">Its table, with the schema.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ResourceAttribute(int order, string name, string module, string table) : Attribute
{
    public int Order { get; } = order;
    public string Name { get; } = name;
    public string Module { get; } = module;
    public string Table { get; } = table;

    /// <summary>Codes of the errors that a write of the record may raise, beside the common ones.</summary>
    public string[] ErrorCodes { get; init; } = [];

    /// <summary>The members that identify a record besides the owner's key.</summary>
    public string[] NaturalKey { get; init; } = [];

    /// <summary>Whether files can be imported into it.</summary>
    public bool IsImported { get; init; } = true;

    /// <summary>Whether its changes are in the feed.</summary>
    public bool IsFollowed { get; init; } = true;

    /// <summary>Whether a record has an end that an import of the full list can set.</summary>
    public bool IsClosable { get; init; }
}

/// <summary>
/// Declares a list of objects of a document that is kept in a table of its own. Each property of an item is a column of the same
/// name; beside them stand the record's id, its region and the item's ordinal in the list. A change of an item is a change of the record.
/// </summary>
/// <param name="table">The table, with its schema.</param>
/// <param name="ownerColumn">The column that holds the record's id.</param>
/// <param name="member">The list in the document.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ChildTableAttribute(string table, string ownerColumn, string member) : Attribute
{
    public string Table { get; } = table;
    public string OwnerColumn { get; } = ownerColumn;
    public string Member { get; } = member;

    /// <summary>
    /// The column that identifies an item within its record when the list is replaced: its ordinal, or a key of its own. An item
    /// with a key of its own keeps its id and what the service adds to it, wherever in the list it moves.
    /// </summary>
    public string Key { get; init; } = "ordinal";
}

/// <summary>
/// Declares a list that the service adds to a record from a table of its own, as results are. A change of a row is a change of the record.
/// </summary>
/// <param name="table">The table, with its schema; it has the record's region, too.</param>
/// <param name="ownerColumn">The column that holds the record's id.</param>
/// <param name="member">The list in the record.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class AddedTableAttribute(string table, string ownerColumn, string member) : Attribute
{
    public string Table { get; } = table;
    public string OwnerColumn { get; } = ownerColumn;
    public string Member { get; } = member;
}

/// <summary>
/// A resource as it is declared on its record by <see cref="ResourceAttribute"/>, with what follows from the record itself.
/// </summary>
public sealed class ResourceDescriptor
{
    private readonly ResourceAttribute declared;

    internal ResourceDescriptor(Type record, ResourceAttribute declared)
    {
        this.declared = declared;
        Record = record;
        ChildTables = [.. record.GetCustomAttributes<ChildTableAttribute>()];
        AddedTables = [.. record.GetCustomAttributes<AddedTableAttribute>()];
    }

    public Type Record { get; }
    public string Name => declared.Name;
    public string Module => declared.Module;
    public string Table => declared.Table;
    public IReadOnlyList<ChildTableAttribute> ChildTables { get; }
    public IReadOnlyList<AddedTableAttribute> AddedTables { get; }

    /// <summary>All tables in which its records are kept.</summary>
    public IEnumerable<string> Tables => [Table, .. ChildTables.Select(c => c.Table), .. AddedTables.Select(a => a.Table)];

    public IReadOnlyList<string> ErrorCodes => declared.ErrorCodes;
    public IReadOnlyList<string> NaturalKey => declared.NaturalKey;
    public bool IsImported => declared.IsImported;
    public bool IsFollowed => declared.IsFollowed;
    public bool IsClosable => declared.IsClosable;
    public string ReadScope => $"{Module}:read";
    public string WriteScope => $"{Module}:write";

    /// <summary>Whether every region may read its records.</summary>
    public bool IsShared => Record.IsAssignableTo(typeof(IShared));

    /// <summary>Whether the regions that take part in a record read it, too, and are told of its changes.</summary>
    public bool IsSharedWithParticipants => Record.IsAssignableTo(typeof(ISharedWithParticipants));

    /// <summary>Whether its records hold personal data, which are omitted for some callers.</summary>
    public bool HoldsPersonalData => Schema.For(Record).HoldsPersonalData;

    /// <summary>Whether its natural key is personal data: who finds a record by it has recognised a person.</summary>
    public bool IsKnownByPersonalData => NaturalKey.Any(member => Fields.Find(member)!.IsPersonal);

    /// <summary>Whether a document of it may name a record of the other resource by id, at the first level.</summary>
    public bool RefersTo(string resource) => Fields.Properties.Any(m => m.RefersTo == resource);

    /// <summary>Whether its documents have this member.</summary>
    public bool Has(string member) => Fields.Find(member) is not null;

    private Schema Fields => Schema.For(Record.BaseType!);
}

/// <summary>All resources of the service, found once.</summary>
public static class ResourceCatalogue
{
    private static readonly FrozenDictionary<string, ResourceDescriptor> byName;
    private static readonly FrozenDictionary<Type, ResourceDescriptor> byRecord;
    private static readonly FrozenDictionary<string, ResourceDescriptor> byTable;

    static ResourceCatalogue()
    {
        All =
        [
            .. from type in typeof(ResourceCatalogue).Assembly.GetTypes()
            let declared = type.GetCustomAttribute<ResourceAttribute>()
            where declared is not null
            orderby declared.Order
            select new ResourceDescriptor(type, declared),
        ];
        byName = All.ToFrozenDictionary(r => r.Name);
        byRecord = All.ToFrozenDictionary(r => r.Record);
        byTable = All.SelectMany(r => r.Tables.Select(table => (Table: table, Resource: r)))
            .ToFrozenDictionary(t => t.Table, t => t.Resource);
    }

    /// <summary>In the order in which they can be filled: each after those that it refers to.</summary>
    public static IReadOnlyList<ResourceDescriptor> All { get; }

    /// <summary>The resource whose records are people.</summary>
    public static ResourceDescriptor People => Get(IEducatorDirectory.Resource);

    public static ResourceDescriptor Get(string name) => byName[name];

    public static ResourceDescriptor Get(Type record) => byRecord[record];

    /// <summary>The resource whose records are kept in a table, wholly or in part; null for any other table.</summary>
    public static ResourceDescriptor? FindByTable(string table) => byTable.GetValueOrDefault(table);

    /// <summary>The resource that a message of a registry is about; null for any other message.</summary>
    public static ResourceDescriptor? Find(Type message) =>
        message.IsGenericType ? byRecord.GetValueOrDefault(message.GetGenericArguments()[^1]) : null;
}

/// <summary>A resource whose changes are in the feed, as in its path.</summary>
public sealed class FeedResourceAttribute() : OneOfAttribute([.. ResourceCatalogue.All.Where(r => r.IsFollowed).Select(r => r.Name)]);
