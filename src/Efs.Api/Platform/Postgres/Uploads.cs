using System.Diagnostics;
using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Platform.Postgres;

/// <summary>Stores bodies until they are processed: in the database, so that they outlive any instance of the service.</summary>
internal sealed class Uploads(Db db, Cipher cipher, Settings settings)
{
    private const int PartSize = 1 << 20;
    private static readonly Sql begin = new("INSERT INTO platform.upload (id) VALUES (@id)");
    private static readonly Sql add = new(
        "INSERT INTO platform.upload_part (upload_id, ordinal, content) VALUES (@id, @ordinal, @content)"
    );
    private static readonly Sql<byte[]> part = new("SELECT content FROM platform.upload_part WHERE upload_id = @id AND ordinal = @ordinal");
    private static readonly Sql remove = new("DELETE FROM platform.upload WHERE id = @id");

    /// <summary>Stores a body and returns its length.</summary>
    /// <exception cref="ProblemException">The body is too long.</exception>
    public async Task<long> Keep(Guid id, Stream content, CancellationToken cancellationToken)
    {
        await db.Execute(begin, new { id }, cancellationToken);
        var buffer = new byte[PartSize];
        var (size, pace) = (0L, new Pace());
        for (var ordinal = 0; ; ordinal++)
        {
            var length = await content.ReadAtLeastAsync(buffer, PartSize, throwOnEndOfStream: false, cancellationToken);
            if (length == 0)
                return size;
            await pace.Rest(cancellationToken);
            if ((size += length) > settings.MaxUpload)
                throw CommonErrors.TooLarge.ToException();
            await db.Execute(
                add,
                new
                {
                    id,
                    ordinal,
                    content = CompressedEncryption.Seal(cipher, buffer.AsSpan(0, length), Bond(id, ordinal)),
                },
                cancellationToken
            );
        }
    }

    /// <summary>
    /// Reads a stored body from its beginning, a part at a time; throws <see cref="EndOfStreamException"/> if a part is missing.
    /// </summary>
    public Stream Open(Guid id, long size) => new Content(ordinal => Part(id, ordinal), size);

    public Task Remove(Guid id, CancellationToken cancellationToken) => db.Execute(remove, new { id }, cancellationToken);

    private async Task<byte[]?> Part(Guid id, int ordinal) =>
        await db.QuerySingleOrDefault(part, new { id, ordinal }, CancellationToken.None) is { } content
            ? CompressedEncryption.Open(cipher, content, Bond(id, ordinal))
            : null;

    private static string Bond(Guid id, int ordinal) => $"upload {id} {ordinal}";

    private sealed class Content(Func<int, Task<byte[]?>> read, long size) : ReadOnlyStream
    {
        private readonly Pace pace = new();
        private byte[] part = [];
        private int ordinal,
            at;
        private long position;

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (at == part.Length)
            {
                await pace.Rest(cancellationToken);
                if (await read(ordinal) is not { } next)
                    return position == size ? 0 : throw new EndOfStreamException();
                (part, at, ordinal) = (next, 0, ordinal + 1);
            }
            var length = Math.Min(buffer.Length, part.Length - at);
            part.AsMemory(at, length).CopyTo(buffer);
            at += length;
            position += length;
            return length;
        }
    }

    // Who comes with or for the next part at once does nothing else, as with a file of blank lines: it leaves the processors to others.
    private sealed class Pace
    {
        private const int RestFactor = 4; // of the time that the part took
        private static readonly TimeSpan atOnce = TimeSpan.FromMilliseconds(100);
        private long last;

        public async Task Rest(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (last != 0 && Stopwatch.GetElapsedTime(last) is var taken && taken < atOnce)
                await Task.Delay(RestFactor * taken, cancellationToken);
            last = Stopwatch.GetTimestamp();
        }
    }
}
