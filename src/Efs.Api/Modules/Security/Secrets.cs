using System.Security.Cryptography;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Security;

/// <summary>Secrets of clients: 256 random bits, so that a keyed hash is enough to keep them by.</summary>
internal static class Secrets
{
    public static NewSecret Make() =>
        new() { SecretId = Guid.CreateVersion7(), Secret = $"efs_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}" };

    public static byte[] HashOf(Cipher cipher, string secret) => cipher.Hash("client-secret", secret);
}
