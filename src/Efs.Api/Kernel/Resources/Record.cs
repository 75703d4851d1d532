using System.Text.Json;
using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>What a caller may say about any registry record.</summary>
public abstract record RegistryFields : IValidatable
{
    /// <summary>Code of the region (субъект РФ) that owns the record, by the numbering of ФНС. Can't be changed once created.</summary>
    [Region, JsonPropertyOrder(-9)]
    public required string RegionCode { get; init; }

    /// <summary>The owner's own key of this record, unique in its region and resource; what a region's system upserts by.</summary>
    [SourceId, JsonPropertyOrder(-8)]
    public string? SourceId { get; init; }

    /// <summary>Notes what one member alone can't tell.</summary>
    public abstract void Validate(ValidationContext validation);
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
public interface IConcernsRecord
{
    Guid RecordId { get; }
    string RegionCode { get; }
}

/// <summary>A record that every region may read; only its owner writes it. It is the place where references cross regions on purpose.</summary>
public interface IShared;
