using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>A regional methodist (региональный методист): an expert educator who supports others.</summary>
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

    /// <summary>Current load. Not part of the version.</summary>
    public required MethodistLoad Load { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}

/// <summary>Load of a methodist.</summary>
public sealed record MethodistLoad
{
    /// <summary>Number of open trajectories supported.</summary>
    /// <example>3</example>
    [Between(0, int.MaxValue)]
    public required int OpenTrajectories { get; init; }

    /// <summary>Number of educators mentored in open mentorships.</summary>
    /// <example>1</example>
    [Between(0, int.MaxValue)]
    public required int Mentees { get; init; }
}
