using System.Buffers;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>Writes a whole list row by row in one format.</summary>
internal abstract class ExportWriter : IAsyncDisposable
{
    public abstract string ContentType { get; }

    public virtual bool CanBeCompressed => true;

    /// <summary>The query of the first page.</summary>
    public virtual IPaged First(IPaged list) => list.At(null);

    /// <summary>
    /// The rows to write of a page. A format that discloses more people than the page itself records that reading first.
    /// </summary>
    public virtual Task<IReadOnlyList<object>> Rows(IPage page, Func<Guid[], Task> record, CancellationToken cancellationToken) =>
        Task.FromResult(page.Rows);

    public abstract ValueTask BeginAsync(Stream output, CancellationToken cancellationToken);

    public abstract ValueTask WriteAsync(object row, CancellationToken cancellationToken);

    public abstract ValueTask EndAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Writes a text format: each row is encoded apart and copied to the output.</summary>
internal abstract class TextExportWriter : ExportWriter
{
    private Stream output = Stream.Null;

    /// <summary>The encoded row.</summary>
    protected ArrayBufferWriter<byte> Text { get; } = new(4096);

    public override ValueTask BeginAsync(Stream output, CancellationToken cancellationToken)
    {
        this.output = output;
        WriteHeader();
        Flush();
        return ValueTask.CompletedTask;
    }

    public override ValueTask WriteAsync(object row, CancellationToken cancellationToken)
    {
        WriteRow(row);
        Flush();
        return ValueTask.CompletedTask;
    }

    public override ValueTask EndAsync(CancellationToken cancellationToken)
    {
        WriteFooter();
        Flush();
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected virtual void WriteHeader() { }

    protected abstract void WriteRow(object row);

    protected virtual void WriteFooter() { }

    // The output is memory or gzip over memory: a synchronous write never waits.
    private void Flush()
    {
        output.Write(Text.WrittenSpan);
        Text.ResetWrittenCount();
    }
}
