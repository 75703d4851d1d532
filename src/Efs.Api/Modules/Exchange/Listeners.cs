using System.Collections.Concurrent;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Exchange;

/// <summary>Who waits for changes at the moment: no client with more than a few requests at once.</summary>
internal sealed class Listeners
{
    private const int Most = 20;
    private readonly ConcurrentDictionary<string, int> waiting = [];

    /// <exception cref="RefusalException">The client waits with too many requests already.</exception>
    public IDisposable Join(string client)
    {
        var left = new Leaving(this, client);
        if (waiting.AddOrUpdate(client, 1, (_, count) => count + 1) <= Most) return left;
        left.Dispose();
        throw CommonErrors.TooMany.Refuse(new Text($"Одновременно ждать изменений может не больше {Most} запросов клиента", $"At most {Most} requests of a client may wait for changes at once"));
    }

    private sealed class Leaving(Listeners listeners, string client) : IDisposable
    {
        public void Dispose() => listeners.waiting.AddOrUpdate(client, 0, (_, count) => count - 1);
    }
}
