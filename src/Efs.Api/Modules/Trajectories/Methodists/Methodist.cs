using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>A regional methodist (региональный методист): an expert educator who accompanies others.</summary>
[Resource(
    62,
    "methodists",
    "trajectories",
    "trajectories.methodist",
    NaturalKey = ["educatorId", "subjectCode", "direction", "since"],
    IsClosable = true,
    ErrorCodes = ["methodists.duplicate-source-id", "methodists.duplicate", "methodists.unknown-educator", "methodists.unknown-institute"]
)]
public sealed record Methodist : MethodistFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>What they carry at the moment. Not part of the version.</summary>
    public required MethodistLoad Load { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}

/// <summary>What a methodist carries.</summary>
public sealed record MethodistLoad
{
    /// <summary>Open trajectories that they accompany.</summary>
    /// <example>3</example>
    [Between(0, int.MaxValue)]
    public required int OpenTrajectories { get; init; }

    /// <summary>Educators whom they mentor in open mentorships.</summary>
    /// <example>1</example>
    [Between(0, int.MaxValue)]
    public required int Mentees { get; init; }
}
