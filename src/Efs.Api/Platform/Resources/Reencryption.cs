using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>Encrypts the personal data that a table keeps again with the newest key.</summary>
/// <typeparam name="TPersonal">How the column holds what is encrypted.</typeparam>
/// <param name="scopes">Each page is read and written in a scope of its own.</param>
/// <param name="cipher">Knows the newest key.</param>
/// <param name="page">Locks some rows whose data are sealed with another key than <c>@newest</c>.</param>
/// <param name="update">Writes <c>@resealed</c> to the rows <c>@ids</c> of <c>@regions</c>.</param>
internal abstract class Reencryption<TPersonal>(IServiceScopeFactory scopes, Cipher cipher, Sql<SealedRow<TPersonal>> page, Sql update)
    : IReencryption
{
    protected Cipher Cipher => cipher;

    public async Task<int> Run(CancellationToken cancellationToken)
    {
        for (var total = 0; ; )
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Db>();
            var done = await db.InTransaction(() => ResealPage(db, cancellationToken), cancellationToken);
            if (done == 0)
                return total;
            total += done;
        }
    }

    /// <summary>The data of a row, sealed with the newest key.</summary>
    protected abstract TPersonal Reseal(SealedRow<TPersonal> row);

    private async Task<int> ResealPage(Db db, CancellationToken cancellationToken)
    {
        var rows = await db.Query(page, new { newest = BitConverter.GetBytes(cipher.NewestKey) }, cancellationToken);
        return await db.Execute(
            update,
            new
            {
                ids = rows.Select(r => r.Id).ToArray(),
                regions = rows.Select(r => r.RegionCode).ToArray(),
                resealed = rows.Select(Reseal).ToArray(),
            },
            cancellationToken
        );
    }
}

/// <summary>A row with the personal data as they are stored.</summary>
internal sealed record SealedRow<TPersonal>
{
    public required Guid Id { get; init; }
    public required string RegionCode { get; init; }
    public required TPersonal Personal { get; init; }
}
