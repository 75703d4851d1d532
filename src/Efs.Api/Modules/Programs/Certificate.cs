using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

/// <summary>A document of qualification (документ о квалификации): удостоверение or диплом.</summary>
[Registry("programs",
    "certificates.duplicate-source-id", "certificates.duplicate-number", "certificates.too-short", "certificates.unknown-educator", "certificates.unknown-program",
    "certificates.unknown-provider", "certificates.unknown-replaced", "certificates.replaced-already", "certificates.replaces-itself")]
public sealed record Certificate : CertificateFields, IRecord
{
    [JsonPropertyOrder(-10)] public required Guid Id { get; init; }

    /// <summary>Certificate that replaces this one: then this one counts no more. Not part of the version: it is the other record that changed.</summary>
    public Guid? ReplacedById { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
