using System.Text.Json;
using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>Reads one record.</summary>
public sealed record Get<TRecord> : IQuery<TRecord>
{
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }
}

/// <summary>Creates a record.</summary>
public sealed record Create<TFields, TRecord> : ICommand<TRecord>, IValidatable, IStoresDocument, ICanDryRun
    where TFields : RegistryFields
{
    /// <summary>Whether only to say what would happen: the response is that of the write, and nothing is stored.</summary>
    public bool DryRun { get; init; }

    [Body]
    public required TFields Fields { get; init; }
    string IInRegion.RegionCode => Fields.RegionCode;
    RegistryFields IStoresDocument.Document => Fields;

    public void Validate(ValidationContext validation) => Fields.Validate(validation);
}

/// <summary>Replaces a record with another document.</summary>
public sealed record Replace<TFields, TRecord> : ICommand<TRecord>, IValidatable, IStoresDocument, ICanDryRun
    where TFields : RegistryFields
{
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether only to say what would happen: the response is that of the write, and nothing is stored.</summary>
    public bool DryRun { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required TFields Fields { get; init; }
    string IInRegion.RegionCode => Fields.RegionCode;
    RegistryFields IStoresDocument.Document => Fields;

    public void Validate(ValidationContext validation)
    {
        if (!HiddenMembers.AreIn(typeof(TFields), validation)) // else with those of the record
            Fields.Validate(validation);
    }
}

/// <summary>Changes the named members of a record by JSON Merge Patch (RFC 7396).</summary>
public sealed record Update<TFields, TRecord> : ICommand<TRecord>, IDisclosesPersonalData, ICanDryRun
    where TFields : RegistryFields
{
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether only to say what would happen: the response is that of the write, and nothing is stored.</summary>
    public bool DryRun { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required JsonElement Patch { get; init; }
}

/// <summary>Deletes a record that no other record refers to.</summary>
public sealed record Delete<TRecord> : ICommand<NoContent>, ICanDryRun
{
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether only to say what would happen: the response is that of the write, and nothing is stored.</summary>
    public bool DryRun { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }
}

/// <summary>An empty response (204).</summary>
public sealed record NoContent;

/// <summary>Creates or replaces a record by its owner's key; the same document again changes nothing.</summary>
public sealed record Upsert<TFields, TRecord> : ICommand<UpsertResult<TRecord>>, IValidatable, IStoresDocument, ICanDryRun
    where TFields : RegistryFields
{
    /// <summary>Region that owns the record.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>The owner's own key.</summary>
    [SourceId]
    public required string SourceId { get; init; }

    /// <summary>Whether only to say what would happen: the response is that of the write, and nothing is stored.</summary>
    public bool DryRun { get; init; }

    /// <summary>The ETag of the version to replace; <c>*</c> for any version, but no new record. Optional.</summary>
    [Header("If-Match")]
    public string? IfMatch { get; init; }

    /// <summary><c>*</c> to create a record only if there is none. Optional.</summary>
    [Header("If-None-Match")]
    public string? IfNoneMatch { get; init; }

    [Body]
    public required TFields Fields { get; init; }

    RegistryFields IStoresDocument.Document => Fields with { SourceId = SourceId };

    public void Validate(ValidationContext validation)
    {
        validation.Require(Fields.RegionCode == RegionCode, "/regionCode", Rules.DiffersFromPath);
        validation.Require(Fields.SourceId is null || Fields.SourceId == SourceId, "/sourceId", Rules.DiffersFromPath);
        if (!HiddenMembers.AreIn(typeof(TFields), validation)) // else with those of the record
            Fields.Validate(validation);
    }
}

/// <summary>A command that can say what it would do without doing it.</summary>
public interface ICanDryRun
{
    bool DryRun { get; }
}

/// <summary>A message that stores the document of a record.</summary>
public interface IStoresDocument : IInRegion
{
    RegistryFields Document { get; }
}

/// <summary>
/// A document that waits for those before it that name the same record. They wait without a connection of the database: many that come
/// at once leave connections to others.
/// </summary>
public interface IWrittenInTurn
{
    /// <summary>The member that names the record, and its id.</summary>
    (string Pointer, Guid RecordId) Turn { get; }
}

/// <summary>A record after an upsert, and whether it is new.</summary>
public sealed record UpsertResult<TRecord>(TRecord Record, bool IsNew) : IUpsertResult
{
    object IUpsertResult.Record => Record!;
}

/// <summary>The result of an upsert of any record.</summary>
public interface IUpsertResult
{
    object Record { get; }
    bool IsNew { get; }
}
