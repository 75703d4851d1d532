using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Projects;

/// <summary>Encrypts the personal data of teams again with the newest key.</summary>
internal sealed class TeamReencryption(IServiceScopeFactory scopes, Cipher cipher) : IReencryption
{
    private static readonly Sql<Row> page = new(
        """
        SELECT id, region_code, personal FROM projects.team_member
        WHERE personal IS NOT NULL AND substring(decode(personal, 'base64') FROM 1 FOR 2) <> @newest
        LIMIT 1000 FOR NO KEY UPDATE
        """
    );

    private static readonly Sql update = new(
        """
        UPDATE projects.team_member m SET personal = x.personal
        FROM unnest(@ids, @regions, @resealed) AS x (id, region_code, personal)
        WHERE m.id = x.id AND m.region_code = x.region_code
        """
    );

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public required string RegionCode { get; init; }
        public required string Personal { get; init; }
    }

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

    private async Task<int> ResealPage(Db db, CancellationToken cancellationToken)
    {
        var rows = await db.Query(page, new { newest = BitConverter.GetBytes(cipher.NewestKey) }, cancellationToken);
        return await db.Execute(
            update,
            new
            {
                ids = rows.Select(r => r.Id).ToArray(),
                regions = rows.Select(r => r.RegionCode).ToArray(),
                resealed = rows.Select(r => cipher.Reseal(r.Personal, r.RegionCode)).ToArray(),
            },
            cancellationToken
        );
    }
}
