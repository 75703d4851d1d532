using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Security;

/// <summary>Makes a second secret for a client, so that the first can be replaced without a break.</summary>
/// <remarks>Shown in this answer only, or its replay by Idempotency-Key.</remarks>
[Requires("security:admin"), Refuses("security.two-secrets")]
public sealed record AddSecret : ICommand<NewSecret>
{
    /// <summary>Id of the client.</summary>
    /// <example>region-74</example>
    [Length(63)]
    public required string Id { get; init; }
}

internal sealed class AddSecretHandler(Db db, Cipher cipher) : IHandle<AddSecret, NewSecret>
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

    public async Task<NewSecret> Handle(AddSecret request, CancellationToken cancellationToken)
    {
        if (await db.Find(hold, request, cancellationToken) is null)
            throw CommonErrors.NotFound.Refuse();
        var secret = NewSecret.Make();
        var added = await db.Run(
            insert,
            new
            {
                request.Id,
                secret.SecretId,
                hash = Secrets.HashOf(cipher, secret.Secret),
            },
            cancellationToken
        );
        return added == 1 ? secret : throw SecurityErrors.TwoSecrets.Refuse();
    }
}
