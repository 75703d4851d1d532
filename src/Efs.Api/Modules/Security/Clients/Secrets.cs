using Efs.Api.Platform.Crypto;

namespace Efs.Api.Modules.Security;

/// <summary>Secrets of clients, stored only as a keyed hash.</summary>
internal static class Secrets
{
    public static byte[] HashOf(Cipher cipher, string secret) => cipher.Hash("client-secret", secret);
}
