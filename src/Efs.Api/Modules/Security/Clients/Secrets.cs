using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Security;

/// <summary>Secrets of clients, stored only as a keyed hash.</summary>
internal static class Secrets
{
    // A revoked client gets no new secret, and can still lose one.
    public static readonly SecretStatements Statements = new(
        Lock: new("SELECT revoked_at IS NULL FROM security.client WHERE id = @id FOR NO KEY UPDATE"),
        Insert: new(
            """
            INSERT INTO security.client_secret (client_id, id, hash)
            SELECT @id, @secretId, @stored WHERE (SELECT count(*) FROM security.client_secret s WHERE s.client_id = @id) < 2
            """
        ),
        List: new("SELECT id FROM security.client_secret WHERE client_id = @id"),
        Delete: new("DELETE FROM security.client_secret WHERE client_id = @id AND id = @secretId")
    );

    public static byte[] HashOf(Cipher cipher, string secret) => cipher.Hash("client-secret", secret);
}
