using System.Buffers.Text;
using System.Security.Cryptography;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Security;

/// <summary>Secrets of clients: 256 random bits, so that a keyed hash is enough to keep them by.</summary>
internal static class Secrets
{
    public static NewSecret Make() =>
        new() { SecretId = Guid.CreateVersion7(), Secret = $"efs_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}" };

    public static byte[] HashOf(Cipher cipher, string secret) => cipher.Hash("client-secret", secret);
}
