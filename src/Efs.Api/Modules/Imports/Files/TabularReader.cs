using System.Runtime.CompilerServices;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Reads a table whose header may stand below titles.</summary>
internal sealed class TabularReader : IRowReader
{
    private const int HeaderWithin = 10;
    private readonly List<TabularRow> begun;
    private readonly IAsyncEnumerator<TabularRow> rest;
    private readonly ColumnMapping columns;

    private TabularReader(
        TabularRow header,
        List<TabularRow> begun,
        IAsyncEnumerator<TabularRow> rest,
        ColumnMapping columns,
        string? template
    ) => (Header, this.begun, this.rest, this.columns, Template) = (header.Cells, begun, rest, columns, template);

    public IReadOnlyList<string>? Header { get; }

    public string? Template { get; }

    public static async Task<IRowReader> Open(
        IAsyncEnumerable<TabularRow> rows,
        ColumnPaths paths,
        Reference reference,
        IReadOnlyList<IFileTemplate> templates,
        CancellationToken cancellationToken
    )
    {
        var rest = rows.GetAsyncEnumerator(cancellationToken);
        var begun = new List<TabularRow>();
        while (begun.Count < HeaderWithin && await rest.MoveNextAsync())
            if (!IsBlank(rest.Current))
                begun.Add(rest.Current);
        var (known, at, template) = FindHeader(begun.Select(r => r.Cells), paths, templates);
        if (known == 0)
            throw FileErrors.NoHeader.ToException(new LocalizedText($"Известные столбцы: {paths.Known}", $"Known columns: {paths.Known}"));
        return new TabularReader(
            begun[at],
            begun[(at + 1)..],
            rest,
            ColumnMapping.Of(begun[at].Cells, paths, reference, template),
            template?.Name
        );
    }

    /// <summary>Finds the header among the first rows, the number of its known columns and the template that it belongs to.</summary>
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
                    return (ColumnMapping.Known(cells, paths, template), at, template);
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

    private static bool IsBlank(TabularRow row) => row.Broken is null && row.Cells.All(string.IsNullOrWhiteSpace);
}
