using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>
/// The lock of an event. All that changes its places waits for it, so that each counts what the others before it have taken, and so does
/// whoever changes the event, which is told to the regions that are registered.
/// </summary>
internal sealed class EventLock(Db db) : RecordLock(db, sql)
{
    private static readonly RecordLockSql sql = new("events", "events.registration", "event_id");
}
