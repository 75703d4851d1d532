using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Security;

/// <summary>Creates a client and its first secret, shown in this answer only, or its replay by Idempotency-Key.</summary>
[Requires("security:admin"), Refuses("security.duplicate-client")]
public sealed record RegisterClient : ICommand<ClientWithSecret>, IChecked
{
    [Body]
    public required NewClient Client { get; init; }

    public void Check(Checks checks) => Client.Check(checks);
}

internal sealed class RegisterClientHandler(Db db, Cipher cipher) : IHandle<RegisterClient, ClientWithSecret>
{
    private static readonly Sql insert = new(
        """
        WITH client AS (
            INSERT INTO security.client (id, name, scopes, regions, is_federal) VALUES (@id, @name, @scopes, @regions, @isFederal) RETURNING id
        )
        INSERT INTO security.client_secret (client_id, id, hash) SELECT id, @secretId, @hash FROM client
        """
    );

    public async Task<ClientWithSecret> Handle(RegisterClient request, CancellationToken cancellationToken)
    {
        var (client, secret) = (request.Client, NewSecret.Make());
        await db.Run(
            insert,
            new
            {
                client.Id,
                client.Name,
                client.Scopes,
                client.Regions,
                client.IsFederal,
                secret.SecretId,
                hash = Secrets.HashOf(cipher, secret.Secret),
            },
            cancellationToken
        );
        return new() { Client = (await db.Find(Client.Find, new { client.Id }, cancellationToken))!, Secret = secret };
    }
}
