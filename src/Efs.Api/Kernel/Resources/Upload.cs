using MediatR;

namespace Efs.Api.Kernel;

/// <summary>A body too large for memory: it was put aside while it arrived, without its transport's compression.</summary>
public sealed class Upload(Guid id, string mediaType, string? charset, long size, byte[] digest)
{
    public Guid Id { get; } = id;
    public string MediaType { get; } = mediaType;
    public string? Charset { get; } = charset;
    public long Size { get; } = size;

    /// <summary>SHA-256 of what arrived.</summary>
    public byte[] Digest { get; } = digest;
}

/// <summary>The media types of an upload, each with what it is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AcceptsMediaTypesAttribute(params string[] mediaTypes) : Attribute
{
    public IReadOnlyList<string> MediaTypes { get; } = mediaTypes;
}
