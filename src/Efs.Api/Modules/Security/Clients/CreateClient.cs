using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Security;

/// <summary>Creates a client and its first secret, which is shown only in this response and in its replay by Idempotency-Key.</summary>
[Requires("security:admin"), ProducesErrors("security.duplicate-client")]
public sealed record CreateClient : ICommand<ApiClientWithSecret>, IValidatable
{
    [Body]
    public required NewApiClient Client { get; init; }

    public void Validate(ValidationContext validation) => Client.Check(validation);
}

internal sealed class CreateClientHandler(Db db, Cipher cipher) : IHandle<CreateClient, ApiClientWithSecret>
{
    private static readonly Sql insert = new(
        """
        WITH client AS (
            INSERT INTO security.client (id, name, scopes, regions, is_federal)
                VALUES (@id, @name, @scopes, @regions, @isFederal) RETURNING id
        )
        INSERT INTO security.client_secret (client_id, id, hash) SELECT id, @secretId, @hash FROM client
        """
    );

    public async Task<ApiClientWithSecret> Handle(CreateClient request, CancellationToken cancellationToken)
    {
        var (client, secret) = (request.Client, NewSecret.Make());
        await db.Execute(
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
        return new() { Client = (await db.QuerySingleOrDefault(ApiClient.Find, new { client.Id }, cancellationToken))!, Secret = secret };
    }
}
