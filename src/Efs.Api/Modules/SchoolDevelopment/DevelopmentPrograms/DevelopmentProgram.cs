using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>A school's development programme (программа развития): measures against the deficits that its self-diagnosis found.</summary>
[Resource(
    85,
    "development-programs",
    "school-development",
    "school_development.development_program",
    ErrorCodes = [
        "development-programs.duplicate-source-id",
        "development-programs.unknown-assessment",
        "development-programs.not-a-deficit",
    ]
)]
public sealed record DevelopmentProgram : DevelopmentProgramFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
