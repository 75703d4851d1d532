using System.Collections.Concurrent;
using System.Diagnostics;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Security;

/// <summary>Caches the scopes and regions of clients for two seconds, so that a revocation takes effect well within five.</summary>
internal sealed class CallerStore(IServiceScopeFactory scopes, ReferenceStore reference) : ICallerStore
{
    private const int Most = 10_000;
    private static readonly TimeSpan fresh = TimeSpan.FromSeconds(2);
    private static readonly Sql<Row> find = new(
        "SELECT id, scopes, regions, is_federal FROM security.client WHERE id = @client AND revoked_at IS NULL"
    );
    private readonly ConcurrentDictionary<string, (Task<Caller?> Caller, long Since)> known = [];

    private sealed record Row
    {
        public required string Id { get; init; }
        public required IReadOnlyList<string> Scopes { get; init; }
        public required IReadOnlyList<string> Regions { get; init; }
        public required bool IsFederal { get; init; }
    }

    public ValueTask<Caller?> Get(string client, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(client, out var entry) && Stopwatch.GetElapsedTime(entry.Since) < fresh && !entry.Caller.IsFaulted)
            return new(entry.Caller.WaitAsync(cancellationToken));
        if (known.Count > Most)
            known.Clear();
        var asked = Ask(client);
        known[client] = (asked, Stopwatch.GetTimestamp());
        return new(asked.WaitAsync(cancellationToken));
    }

    // Not cancelled with the request that asked first: others wait for the same answer.
    private async Task<Caller?> Ask(string client)
    {
        await using var scope = scopes.CreateAsyncScope();
        var row = await scope.ServiceProvider.GetRequiredService<Db>().QuerySingleOrDefault(find, new { client }, CancellationToken.None);
        return row is null
            ? null
            : new(row.Id, row.Scopes.ToHashSet(), row.IsFederal ? reference.Current.Regions : row.Regions, row.IsFederal);
    }
}
