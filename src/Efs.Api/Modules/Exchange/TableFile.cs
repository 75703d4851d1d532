using System.Runtime.CompilerServices;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Exchange;

/// <summary>A table under a header, which may stand below titles.</summary>
internal sealed class TableFile : IRowFile
{
    private const int HeaderWithin = 10;
    private readonly List<TableRow> begun;
    private readonly IAsyncEnumerator<TableRow> rest;
    private readonly Columns columns;

    private TableFile(TableRow header, List<TableRow> begun, IAsyncEnumerator<TableRow> rest, Columns columns, string? template) =>
        (Header, this.begun, this.rest, this.columns, Template) = (header.Cells, begun, rest, columns, template);

    public IReadOnlyList<string>? Header { get; }

    public string? Template { get; }

    public static async Task<IRowFile> Open(
        IAsyncEnumerable<TableRow> rows,
        ColumnPaths paths,
        Reference reference,
        IReadOnlyList<IFileTemplate> templates,
        CancellationToken cancellationToken
    )
    {
        var rest = rows.GetAsyncEnumerator(cancellationToken);
        var begun = new List<TableRow>();
        while (begun.Count < HeaderWithin && await rest.MoveNextAsync())
            if (!IsBlank(rest.Current))
                begun.Add(rest.Current);
        var (known, at, template) = FindHeader(begun.Select(r => r.Cells), paths, templates);
        if (known == 0)
            throw FileErrors.NoHeader.Refuse(new Text($"Известные столбцы: {paths.Known}", $"Known columns: {paths.Known}"));
        return new TableFile(begun[at], begun[(at + 1)..], rest, Columns.Of(begun[at].Cells, paths, reference, template), template?.Name);
    }

    /// <summary>Which of the first rows is the header, how many of its columns are known, and the form that it belongs to.</summary>
    public static (int Known, int At, TemplateColumns? Template) FindHeader(
        IEnumerable<IReadOnlyList<string>> rows,
        ColumnPaths paths,
        IReadOnlyList<IFileTemplate> templates
    ) =>
        rows.Select(
                (cells, at) =>
                {
                    var template = templates
                        .Where(t => t.Resource == paths.Resource)
                        .Select(t => t.Match(cells))
                        .FirstOrDefault(match => match is not null);
                    return (Columns.Known(cells, paths, template), at, template);
                }
            )
            .DefaultIfEmpty()
            .MaxBy(found => found.Item1);

    public async IAsyncEnumerable<FileRow> Rows([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var row in begun)
            yield return columns.Read(row);
        while (await rest.MoveNextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsBlank(rest.Current))
                yield return columns.Read(rest.Current);
        }
        await rest.DisposeAsync();
    }

    private static bool IsBlank(TableRow row) => row.Broken is null && row.Cells.All(string.IsNullOrWhiteSpace);
}
