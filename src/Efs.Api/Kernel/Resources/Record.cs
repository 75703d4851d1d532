using System.Text.Json;
using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>Writable fields shared by all registry records.</summary>
public abstract record RegistryFields : IValidatable
{
    /// <summary>Code of the region (субъект РФ) that owns the record, by the numbering of ФНС. Can't be changed once created.</summary>
    [Region, JsonPropertyOrder(-9)]
    public required string RegionCode { get; init; }

    /// <summary>The owner's key of the record, unique in its region and resource; upserts use it.</summary>
    [SourceId, JsonPropertyOrder(-8)]
    public string? SourceId { get; init; }

    /// <summary>Adds the errors of rules over several members.</summary>
    public abstract void Validate(ValidationContext validation);
}

/// <summary>A resource with a version.</summary>
public interface IVersioned
{
    /// <summary>Version of the record, from 1, incremented with each change; the ETag is this number in quotes.</summary>
    /// <example>1</example>
    int Version { get; }
}

/// <summary>Members that the service adds to every registry record.</summary>
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

/// <summary>A response about a record.</summary>
public interface IConcernsRecord
{
    Guid RecordId { get; }
    string RegionCode { get; }
}

/// <summary>An entry of what happened to a record, such as a transition.</summary>
public interface IHistoryEntry : IConcernsRecord
{
    /// <summary>Ordinal number among the record's entries, from 1.</summary>
    int Ordinal { get; }
}

/// <summary>
/// A record that shows what follows from the day or from other records, and so changes while its version stays: whoever has it already is
/// sent it again.
/// </summary>
public interface IChangesByItself;

/// <summary>A record that every region may read and only its owner writes. References to it cross regions on purpose.</summary>
public interface IShared;

/// <summary>
/// A record that its owner writes and that the regions which take part read, too: those in the column <c>participant_regions</c>. Their
/// feeds tell its changes.
/// </summary>
public interface ISharedWithParticipants
{
    IReadOnlyList<string> ParticipantRegions { get; }
}
