using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Signatures and secrets of Standard Webhooks 1.0, which receivers verify with a library of its or in a few lines.</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    public static NewSecret MakeSecret() =>
        new() { SecretId = Guid.CreateVersion7(), Secret = $"{Prefix}{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}" };

    /// <summary>The value of <c>webhook-signature</c>: a signature for each secret.</summary>
    public static string Sign(string id, long timestamp, byte[] body, IEnumerable<string> secrets)
    {
        byte[] content = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return string.Join(' ', secrets.Select(s => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(s), content))}"));
    }

    // The text of a secret that was made before Standard Webhooks is the key itself.
    private static byte[] KeyOf(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal)
            ? Convert.FromBase64String(secret[Prefix.Length..])
            : Encoding.UTF8.GetBytes(secret);
}
