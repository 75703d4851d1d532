namespace Efs.Api.Modules.Events;

/// <summary>An event as a calendar shows it.</summary>
internal sealed record ScheduledEvent : EventHours
{
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public required string Title { get; init; }
    public string? Theme { get; init; }
    public string? Place { get; init; }
    public string? WebAddress { get; init; }
    public required string State { get; init; }

    internal const string Columns = """
        t.id, t.region_code, t.version, t.updated_at, t.title, t.theme, t.place, t.web_address, t.starts_on, t.ends_on, t.agenda, t.state
        """;
}
