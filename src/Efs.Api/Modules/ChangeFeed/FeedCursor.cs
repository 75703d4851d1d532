using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Modules.ChangeFeed;

/// <summary>A position of the feed as an encrypted text.</summary>
internal static class FeedCursor
{
    private static readonly byte[] associatedData = "changes with marks"u8.ToArray();
    private static readonly byte[] unmarked = "changes"u8.ToArray(); // cursors that were issued before commits had marks

    public static string Encode(FeedPosition position, Cipher cipher)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.ASCII))
            foreach (var region in position.Regions)
            {
                var last = position[region];
                writer.Write(region.AsSpan());
                writer.Write7BitEncodedInt64(last.Commit);
                writer.Write7BitEncodedInt(last.IsWhole ? 0 : last.Ordinal);
                writer.Write(last.Mark);
            }
        return cipher.EncodeCursor(bytes.ToArray(), associatedData);
    }

    /// <exception cref="ProblemException">The text is no cursor of the feed.</exception>
    public static FeedPosition Decode(string cursor, Cipher cipher)
    {
        try
        {
            return Read(cipher.DecodeCursor(cursor, associatedData, "after"), isMarked: true);
        }
        catch (ProblemException)
        {
            return Read(cipher.DecodeCursor(cursor, unmarked, "after"), isMarked: false);
        }
    }

    private static FeedPosition Read(byte[] content, bool isMarked)
    {
        var position = FeedPosition.Start;
        using var bytes = new MemoryStream(content);
        using var reader = new BinaryReader(bytes, Encoding.ASCII);
        while (bytes.Position < bytes.Length)
        {
            var (region, commit) = (new string(reader.ReadChars(2)), reader.Read7BitEncodedInt64());
            var ordinal = reader.Read7BitEncodedInt();
            position = position.With(region, new(commit, ordinal == 0 ? int.MaxValue : ordinal, isMarked ? reader.ReadUInt32() : 0));
        }
        return position;
    }
}
