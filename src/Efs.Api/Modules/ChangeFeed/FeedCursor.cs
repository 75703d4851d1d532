using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Modules.ChangeFeed;

/// <summary>A position of the feed as an encrypted text.</summary>
internal static class FeedCursor
{
    private static readonly byte[] associatedData = "changes"u8.ToArray();

    public static string Encode(FeedPosition position, Cipher cipher)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.ASCII))
            foreach (var region in position.Regions)
            {
                var (commit, ordinal) = position[region];
                writer.Write(region.AsSpan());
                writer.Write7BitEncodedInt64(commit);
                writer.Write7BitEncodedInt(ordinal);
            }
        return cipher.EncodeCursor(bytes.ToArray(), associatedData);
    }

    /// <exception cref="ProblemException">The text is no cursor of the feed.</exception>
    public static FeedPosition Decode(string cursor, Cipher cipher)
    {
        var position = FeedPosition.Start;
        using var bytes = new MemoryStream(cipher.DecodeCursor(cursor, associatedData, "after"));
        using var reader = new BinaryReader(bytes, Encoding.ASCII);
        while (bytes.Position < bytes.Length)
            position = position.With(new string(reader.ReadChars(2)), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt());
        return position;
    }
}
