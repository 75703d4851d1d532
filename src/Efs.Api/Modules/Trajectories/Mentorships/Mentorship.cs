using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>A mentorship (наставничество): one mentor, one mentee, their programme.</summary>
[Resource(
    63,
    "mentorships",
    "trajectories",
    "trajectories.mentorship",
    NaturalKey = ["mentorId", "menteeId", "since"],
    IsClosable = true,
    ErrorCodes = [
        "mentorships.duplicate-source-id",
        "mentorships.duplicate",
        "mentorships.open-already",
        "mentorships.unknown-mentor",
        "mentorships.unknown-mentee",
    ]
)]
public sealed record Mentorship : MentorshipFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
