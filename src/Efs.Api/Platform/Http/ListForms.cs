using System.Buffers;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Http;

/// <summary>A form in which a whole list is written, row by row.</summary>
internal abstract class ListForm : IDisposable
{
    private Stream to = Stream.Null;

    public abstract string ContentType { get; }

    public virtual bool CanBeZipped => true;

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

/// <summary>NDJSON: each row a line, the same document as in a page of JSON.</summary>
internal sealed class Lines(Type row) : ListForm
{
    public const string MediaType = "application/x-ndjson";
    private readonly JsonTypeInfo type = Json.Options.GetTypeInfo(row);
    private static readonly JsonWriterOptions written = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    public override string ContentType => MediaType;

    protected override void Add(object row)
    {
        using (var json = new Utf8JsonWriter(Text, written))
            JsonSerializer.Serialize(json, row, type);
        Text.Write("\n"u8);
    }
}

/// <summary>
/// CSV (RFC 4180) with the columns of the records' shape: an object's members as <c>legalBasis.kind</c>, a list of texts
/// joined by <c>|</c>, a list of objects as JSON in one cell; absent members are empty.
/// </summary>
/// <remarks>
/// It begins with a byte order mark: without one, the spreadsheets of this country take UTF-8 for windows-1251. A cell
/// that they would run as a formula gets an apostrophe in front, and so does one that has an apostrophe there itself:
/// who reads the file back drops one apostrophe before any of these characters.
/// </remarks>
internal sealed class Table(Type row) : ListForm
{
    public const string MediaType = "text/csv";
    private static readonly SearchValues<char> quoted = SearchValues.Create(",\"\r\n"),
        formula = SearchValues.Create("=+-@\t\r'");
    private readonly JsonTypeInfo type = Json.Options.GetTypeInfo(row);
    private bool hasHeader;
    private readonly string[][] columns = [.. Columns(Shape.Of(row), [])];

    public override string ContentType => $"{MediaType}; charset=utf-8; header=present";

    protected override void Begin()
    {
        Text.Write(Encoding.UTF8.Preamble);
    }

    protected override void Add(object row)
    {
        var own = row is ITabled { Header: not null } tabled ? tabled : null;
        if (!hasHeader)
            Header(own?.Header);
        if (own is not null)
        {
            Line(own.Cells);
            return;
        }
        var document = JsonSerializer.SerializeToElement(row, type);
        Line(columns.Select(path => Cell(document, path)));
    }

    protected override void Finish()
    {
        if (!hasHeader)
            Header(null);
    }

    private void Header(IReadOnlyList<string>? own)
    {
        hasHeader = true;
        Line(own ?? columns.Select(path => string.Join('.', path)));
    }

    private static IEnumerable<string[]> Columns(Shape shape, string[] path) =>
        from member in shape.Members.OrderBy(m => m.Property.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0)
        from column in member is { Kind: Kind.Object, Inner: not null }
            ? Columns(member.Inner, [.. path, member.Name])
            :
            [
                [.. path, member.Name],
            ]
        select column;

    private static string Cell(JsonElement document, string[] path)
    {
        foreach (var name in path)
            if (!document.TryGetProperty(name, out document))
                return "";
        return document.ValueKind switch
        {
            JsonValueKind.String => document.GetString()!,
            JsonValueKind.Array when document.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => string.Join(
                '|',
                document.EnumerateArray().Select(item => item.GetString())
            ),
            JsonValueKind.Null => "",
            _ => document.GetRawText(),
        };
    }

    private void Line(IEnumerable<string> cells)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            if (!isFirst)
                Text.Write(","u8);
            isFirst = false;
            Encoding.UTF8.GetBytes(Written(cell), Text);
        }
        Text.Write("\r\n"u8);
    }

    private static string Written(string cell)
    {
        if (cell.Length > 0 && formula.Contains(cell[0]))
            cell = $"'{cell}";
        return cell.AsSpan().ContainsAny(quoted) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
