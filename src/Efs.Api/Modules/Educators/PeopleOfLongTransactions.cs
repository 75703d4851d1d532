using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Educators;

/// <summary>
/// Enters the people of a transaction that lasts as long as a file by short ones beside it. All regions share people: the transaction
/// itself would hold up every other region that writes one of them.
/// </summary>
internal sealed class PeopleOfLongTransactions(IServiceScopeFactory scopes)
{
    private const int Step = 1000;

    private static readonly Sql enter = new(
        """
        INSERT INTO educators.person (id, snils_hash)
        SELECT x.id, x.hash FROM unnest(@ids, @snilsHashes) AS x (id, hash)
        ON CONFLICT (snils_hash) DO NOTHING
        """
    );

    // Skips a person who is locked: another transaction is just registering them, so they stay.
    private static readonly Sql forget = new(
        """
        DELETE FROM educators.person
        WHERE id IN (
            SELECT p.id FROM educators.person p
            WHERE p.snils_hash = ANY (@snilsHashes) AND NOT EXISTS (SELECT FROM educators.educator e WHERE e.person_id = p.id)
            FOR UPDATE SKIP LOCKED
        )
        """
    );

    private readonly List<byte[]> entered = [];

    /// <summary>Enters people by the hashes of their СНИЛС; those who are known stay as they are.</summary>
    public async Task Enter(IReadOnlyList<byte[]> snilsHashes, CancellationToken cancellationToken)
    {
        entered.AddRange(snilsHashes);
        byte[][] inOrder = [.. snilsHashes.OrderBy(Convert.ToHexString, StringComparer.Ordinal)]; // two files with the same people
        await Beside(enter, new { ids = inOrder.Select(_ => Guid.CreateVersion7()).ToArray(), snilsHashes = inOrder }, cancellationToken);
    }

    /// <summary>Deletes those whom no region has, also of an earlier attempt that broke off.</summary>
    public async Task ForgetUnused(CancellationToken cancellationToken)
    {
        foreach (var some in entered.Chunk(Step))
            await Beside(forget, new { snilsHashes = some }, cancellationToken);
        entered.Clear();
    }

    private async Task Beside(Sql statement, object parameters, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Db>().Execute(statement, parameters, cancellationToken);
    }
}
