using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Efs.Api.Platform.Http;

/// <summary>Hashes a body while it is received and keeps its last bytes, which tell a complete gzip stream from a cut one.</summary>
internal sealed class HashingStream(Stream body) : ReadOnlyStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] tail = new byte[4];

    /// <summary>The last four bytes as gzip writes its length there (RFC 1952).</summary>
    public uint Length32 => BinaryPrimitives.ReadUInt32LittleEndian(tail);

    public byte[] Digest() => hash.GetHashAndReset();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var length = await body.ReadAsync(buffer, cancellationToken);
        var read = buffer.Span[..length];
        hash.AppendData(read);
        var kept = Math.Min(length, tail.Length);
        tail.AsSpan(kept).CopyTo(tail);
        read[^kept..].CopyTo(tail.AsSpan(tail.Length - kept));
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        base.Dispose(disposing);
    }
}
