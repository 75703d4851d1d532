using System.Collections.Concurrent;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Notes in memory when each client last wrote each resource of each region: a write costs no statement, and no row is hot.
/// </summary>
internal sealed class PushLog(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string RegionCode, string Resource, string Client), NotedPush> last = new();

    /// <summary>What was noted and is not stored yet.</summary>
    public IReadOnlyList<NotedPush> Noted => [.. last.Values];

    /// <summary>Notes a push that is committed.</summary>
    public void Add(string client, string regionCode, string resource, PushMethod method) =>
        last[(regionCode, resource, client)] = new(regionCode, resource, client, clock.GetUtcNow(), method);

    /// <summary>Forgets what is stored, unless it was noted again meanwhile.</summary>
    public void Forget(IReadOnlyList<NotedPush> stored)
    {
        foreach (var push in stored)
            last.TryRemove(new((push.RegionCode, push.Resource, push.Client), push));
    }
}

/// <summary>A push that is committed.</summary>
internal sealed record NotedPush(string RegionCode, string Resource, string Client, DateTimeOffset At, PushMethod Method);
