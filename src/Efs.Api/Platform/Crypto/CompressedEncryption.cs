using System.IO.Compression;
using System.Text;

namespace Efs.Api.Platform.Crypto;

/// <summary>Compresses large content before sealing it.</summary>
internal static class CompressedEncryption
{
    public static byte[] Seal(Cipher cipher, ReadOnlySpan<byte> plain, string associatedData)
    {
        using var packed = new MemoryStream(plain.Length / 4);
        using (var packer = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            packer.Write(plain);
        return cipher.Seal(packed.GetBuffer().AsSpan(0, (int)packed.Length), Encoding.UTF8.GetBytes(associatedData));
    }

    public static byte[] Open(Cipher cipher, byte[] content, string associatedData)
    {
        using var unpacker = new DeflateStream(
            new MemoryStream(cipher.Open(content, Encoding.UTF8.GetBytes(associatedData))),
            CompressionMode.Decompress
        );
        using var plain = new MemoryStream(content.Length * 4);
        unpacker.CopyTo(plain);
        return plain.ToArray();
    }
}
