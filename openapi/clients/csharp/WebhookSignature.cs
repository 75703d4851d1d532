using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Efs.Client;

/// <summary>The signature of a webhook delivery (Standard Webhooks).</summary>
public static class WebhookSignature
{
    private static readonly TimeSpan tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Whether a delivery is genuine and fresh. Ask before the body is parsed.</summary>
    /// <param name="id">Header <c>webhook-id</c>.</param>
    /// <param name="timestamp">Header <c>webhook-timestamp</c>.</param>
    /// <param name="signatures">Header <c>webhook-signature</c>.</param>
    /// <param name="body">The body as received.</param>
    /// <param name="secrets">The live secrets of the subscription (<c>whsec_…</c>): two of them while one is being changed.</param>
    /// <param name="now">The time; the clock's without it.</param>
    public static bool IsGenuine(
        string? id,
        string? timestamp,
        string? signatures,
        ReadOnlySpan<byte> body,
        IEnumerable<string> secrets,
        DateTimeOffset? now = null
    )
    {
        if (id is null || signatures is null || !long.TryParse(timestamp, CultureInfo.InvariantCulture, out var sent))
            return false;
        if (Math.Abs((now ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds() - sent) > tolerance.TotalSeconds)
            return false;

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var candidates = signatures.Split(' ').Where(s => s.StartsWith("v1,", StringComparison.Ordinal)).Select(Encoding.UTF8.GetBytes);
        var expected = secrets.Select(secret => Encoding.UTF8.GetBytes(Sign(secret, signed))).ToList();
        return candidates.Any(candidate => expected.Exists(e => CryptographicOperations.FixedTimeEquals(e, candidate)));
    }

    private static string Sign(string secret, byte[] signed)
    {
        var key = Convert.FromBase64String(secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret);
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}";
    }
}
