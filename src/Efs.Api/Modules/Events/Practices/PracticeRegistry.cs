using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

internal sealed class PracticeRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<PracticeFields, Practice, ListPractices>(db, cipher, caller)
{
    private static readonly DocumentTable<PracticeFields, Practice, ListPractices> table = new(
        new("title", p => p.Title, p => [p.Title, p.Theme, p.Organisation]),
        hidden: ["event_region_code"]
    );

    private static readonly Sql<PresentingEvent> findEvents = new(
        """
        SELECT e.id, e.region_code FROM events.event e
        WHERE e.id = ANY (@ids) AND (e.region_code = @regionCode OR e.participant_regions && ARRAY[@regionCode, '*'])
        """
    );

    private readonly Dictionary<Guid, string> eventRegions = [];

    /// <summary>An event that the region of the practice reads.</summary>
    private sealed record PresentingEvent
    {
        public required Guid Id { get; init; }
        public required string RegionCode { get; init; }
    }

    protected override DocumentTable<PracticeFields, Practice, ListPractices> Table => table;

    protected override async Task Preload(IReadOnlyList<PracticeFields> documents, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. documents.Select(d => d.EventId).OfType<Guid>().Distinct()];
        if (ids.Length > 0)
            foreach (var found in await Db.Query(findEvents, new { ids, documents[0].RegionCode }, cancellationToken))
                eventRegions[found.Id] = found.RegionCode;
    }

    protected override Task ValidateReferences(PracticeFields fields, Practice? current, CancellationToken cancellationToken) =>
        fields.EventId is { } eventId && !eventRegions.ContainsKey(eventId)
            ? throw PracticeErrors.UnknownEvent.ToException()
            : Task.CompletedTask;

    protected override SqlParameters ToParameters(Guid id, PracticeFields fields) =>
        base.ToParameters(id, fields).Add("eventRegionCode", fields.EventId is { } eventId ? eventRegions[eventId] : null);
}
