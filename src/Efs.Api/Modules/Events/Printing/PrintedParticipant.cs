namespace Efs.Api.Modules.Events;

/// <summary>A participant as printed.</summary>
public sealed record PrintedParticipant
{
    public required string Name { get; init; }
    public required string Role { get; init; }
    public required string Work { get; init; }
    public required string Region { get; init; }
    public required string Sites { get; init; }
}
