using System.Collections.Concurrent;

namespace Efs.Api.Modules.Security;

/// <summary>Counts failed logins by client until they are put on record: a flood of them makes few entries.</summary>
internal sealed class FailedLogins
{
    private const string Nobody = "";
    private readonly ConcurrentDictionary<string, int> counts = [];

    /// <param name="client">The client whose id was given; null when there is no such client.</param>
    /// <param name="count">How many failed.</param>
    public void Add(string? client, int count = 1) => counts.AddOrUpdate(client ?? Nobody, count, (_, sum) => sum + count);

    /// <summary>Takes out what was counted.</summary>
    public IReadOnlyList<(string? Client, int Count)> Take()
    {
        var taken = new List<(string?, int)>();
        foreach (var key in counts.Keys)
            if (counts.TryRemove(key, out var count))
                taken.Add((key == Nobody ? null : key, count));
        return taken;
    }
}
