using MediatR;

namespace Efs.Api.Kernel;

/// <summary>A body too large for memory, stored while it was received, without transport compression.</summary>
public sealed class Upload(Guid id, string mediaType, string? charset, long size, byte[] digest)
{
    public Guid Id { get; } = id;
    public string MediaType { get; } = mediaType;
    public string? Charset { get; } = charset;
    public long Size { get; } = size;

    /// <summary>SHA-256 of the received body.</summary>
    public byte[] Digest { get; } = digest;
}

/// <summary>Media types of an upload, with their descriptions.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AcceptsMediaTypesAttribute(params string[] mediaTypes) : Attribute
{
    public IReadOnlyList<string> MediaTypes { get; } = mediaTypes;
}
