using System.Buffers.Text;
using System.Security.Cryptography;

namespace Efs.Api.Kernel;

/// <summary>A new secret, shown once.</summary>
public sealed record NewSecret
{
    /// <summary>Id of the secret, to remove it by.</summary>
    public required Guid SecretId { get; init; }

    /// <summary>The secret. It can't be shown again. That of a subscription is <c>whsec_</c> and the base64 of its key.</summary>
    /// <example>efs_pQ0jJ6yCk0S2mH5xq8wTn3uVb7rLd1aEoGzYfXcKiMs</example>
    [Length(100)]
    public required string Secret { get; init; }

    /// <summary>256 random bits, so that a keyed hash is enough to verify it.</summary>
    public static NewSecret Make() =>
        new() { SecretId = Guid.CreateVersion7(), Secret = $"efs_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}" };
}

/// <summary>An active secret, without its value.</summary>
public sealed record SecretSummary
{
    /// <summary>Id of the secret.</summary>
    public required Guid Id { get; init; }

    /// <summary>When the secret was created, UTC.</summary>
    public required DateTime CreatedAt { get; init; }
}
