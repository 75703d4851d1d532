using System.Buffers;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>A form in which a whole list is written, row by row.</summary>
internal abstract class ExportWriter : IDisposable
{
    private Stream to = Stream.Null;

    public abstract string ContentType { get; }

    public virtual bool CanBeCompressed => true;

    /// <summary>The text of a row, until it is written.</summary>
    protected ArrayBufferWriter<byte> Text { get; } = new(4096);

    /// <summary>The question that begins the walk.</summary>
    public virtual IPaged First(IPaged list) => list.At(null);

    /// <summary>What is written of a page; people whom it shows beyond what the page itself says are put on record first.</summary>
    public virtual Task<IReadOnlyList<object>> Rows(IPage page, Func<Guid[], Task> record, CancellationToken cancellationToken) =>
        Task.FromResult(page.Rows);

    public void Begin(Stream bytes, bool isZipped)
    {
        to = Open(bytes, isZipped);
        Begin();
        Flush();
    }

    public void Write(object row)
    {
        Add(row);
        Flush();
    }

    public void End()
    {
        Finish();
        Flush();
        Close(to);
    }

    public void Dispose() => Close(to);

    protected virtual Stream Open(Stream bytes, bool isZipped) => isZipped ? new GZipStream(bytes, CompressionLevel.Fastest) : bytes;

    protected virtual void Begin() { }

    protected abstract void Add(object row);

    protected virtual void Finish() { }

    protected virtual void Close(Stream content) => content.Dispose();

    private void Flush()
    {
        to.Write(Text.WrittenSpan);
        Text.ResetWrittenCount();
    }
}

/// <summary>What is written and waits to be sent: forms write at once and in memory, only sending waits.</summary>
internal sealed class Outbox : Stream
{
    public ArrayBufferWriter<byte> Bytes { get; } = new(64 * 1024);
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Bytes.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => Bytes.Write(buffer);
}
