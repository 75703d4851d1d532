using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Reads a file that has one JSON document per line.</summary>
internal sealed class NdjsonReader(Stream content) : IRowReader
{
    private const int MostBytes = 1 << 20;

    public IReadOnlyList<string>? Header => null;

    public string? Template => null;

    public IReadOnlyList<string>? Sheets => null;

    public async IAsyncEnumerable<FileRow> Rows([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(content, new(bufferSize: 1 << 16));
        for (var number = 1; ; )
        {
            var read = await reader.ReadAsync(cancellationToken);
            var left = read.Buffer;
            while (left.PositionOf((byte)'\n') is { } end)
            {
                if (RowOf(left.Slice(0, end), number) is { } row)
                    yield return row;
                left = left.Slice(left.GetPosition(1, end));
                if (++number > IRowReader.MostLines)
                    throw ImportErrors.TooManyRows.ToException();
            }
            if (left.Length > MostBytes)
                throw FileErrors.RowTooLong.ToException(new LocalizedText($"строка {number}", $"row {number}"));
            if (read.IsCompleted)
            {
                if (RowOf(left, number) is { } last)
                    yield return last;
                yield break;
            }
            reader.AdvanceTo(left.Start, left.End);
        }
    }

    // A blank line is no row; a byte order mark belongs to no row.
    private static FileRow? RowOf(ReadOnlySequence<byte> line, int number)
    {
        if (line.Length > MostBytes)
            throw FileErrors.RowTooLong.ToException(new LocalizedText($"строка {number}", $"row {number}"));
        var bytes = line.ToArray().AsMemory();
        if (number == 1 && bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        return bytes.Span.ContainsAnyExcept(" \t\r"u8) ? new(number, bytes, null, []) : null;
    }
}
