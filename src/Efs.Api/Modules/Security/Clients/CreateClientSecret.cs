using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Security;

/// <summary>Creates a second secret of a client, so that the first can be replaced without interruption.</summary>
/// <remarks>The secret is shown only in this response and in its replay by Idempotency-Key.</remarks>
[Requires("security:admin"), ProducesErrors("security.two-secrets")]
public sealed record CreateClientSecret : ICommand<NewSecret>
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }
}

internal sealed class CreateClientSecretHandler(Db db, Cipher cipher) : IHandle<CreateClientSecret, NewSecret>
{
    private static readonly Sql<long?> hold = new(
        """
        WITH client AS (SELECT id FROM security.client WHERE id = @id AND revoked_at IS NULL FOR NO KEY UPDATE)
        SELECT (SELECT count(*) FROM security.client_secret s WHERE s.client_id = client.id) FROM client
        """
    );

    private static readonly Sql insert = new(
        """
        INSERT INTO security.client_secret (client_id, id, hash)
        SELECT @id, @secretId, @hash WHERE (SELECT count(*) FROM security.client_secret s WHERE s.client_id = @id) < 2
        """
    );

    public async Task<NewSecret> Handle(CreateClientSecret request, CancellationToken cancellationToken)
    {
        if (await db.QuerySingleOrDefault(hold, request, cancellationToken) is null)
            throw CommonErrors.NotFound.ToException();
        var secret = NewSecret.Make();
        var added = await db.Execute(
            insert,
            new
            {
                request.Id,
                secret.SecretId,
                hash = Secrets.HashOf(cipher, secret.Secret),
            },
            cancellationToken
        );
        return added == 1 ? secret : throw SecurityErrors.TwoSecrets.ToException();
    }
}
