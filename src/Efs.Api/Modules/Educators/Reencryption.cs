using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Educators;

/// <summary>Encrypts the personal data of educators again with the newest key.</summary>
internal sealed class Reencryption(IServiceScopeFactory scopes, Cipher cipher) : IReencryption
{
    private static readonly Sql<Row> page = new(
        """
        SELECT id, region_code, personal FROM educators.educator
        WHERE personal IS NOT NULL AND substring(personal FROM 1 FOR 2) <> @newest
        LIMIT 1000 FOR NO KEY UPDATE
        """
    );

    private static readonly Sql update = new(
        """
        UPDATE educators.educator e SET personal = x.personal
        FROM unnest(@ids, @regions, @sealed) AS x (id, region_code, personal)
        WHERE e.id = x.id AND e.region_code = x.region_code
        """
    );

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public required string RegionCode { get; init; }
        public required byte[] Personal { get; init; }
    }

    public async Task<int> Run(CancellationToken cancellationToken)
    {
        for (var total = 0; ; )
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Db>();
            var done = await db.InTransaction(
                async () =>
                {
                    var rows = await db.Query(page, new { newest = BitConverter.GetBytes(cipher.NewestKey) }, cancellationToken);
                    var resealed = rows.Select(r => cipher.Seal(cipher.Open<PersonalData>(r.Personal, r.RegionCode), r.RegionCode))
                        .ToArray();
                    return await db.Execute(
                        update,
                        new
                        {
                            ids = rows.Select(r => r.Id).ToArray(),
                            regions = rows.Select(r => r.RegionCode).ToArray(),
                            @sealed = resealed,
                        },
                        cancellationToken
                    );
                },
                cancellationToken
            );
            if (done == 0)
                return total;
            total += done;
        }
    }
}
