using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>A sheet whose header was found among its first rows; the rows below it follow as they are asked for.</summary>
internal sealed class SheetWithHeader : IAsyncDisposable
{
    private const int HeaderWithin = 10;
    private readonly List<TabularRow> below;
    private readonly IAsyncEnumerator<TabularRow> rest;

    private SheetWithHeader(TabularSheet sheet, TabularRow header, List<TabularRow> below, IAsyncEnumerator<TabularRow> rest) =>
        (Sheet, Header, this.below, this.rest) = (sheet, header, below, rest);

    public TabularSheet Sheet { get; }

    public TabularRow Header { get; }

    public required TemplateColumns? Template { get; init; }

    /// <summary>The number of known columns.</summary>
    public required int Known { get; init; }

    /// <summary>Whether there are rows below the header, as far as they have been looked at.</summary>
    public bool HasRows => below.Count > 0;

    /// <summary>Null where no row of the beginning names a known column.</summary>
    public static async Task<SheetWithHeader?> Find(
        TabularSheet sheet,
        ColumnPaths paths,
        IReadOnlyList<IFileTemplate> templates,
        CancellationToken cancellationToken
    )
    {
        var rest = sheet.Rows(false).GetAsyncEnumerator(cancellationToken);
        var begun = new List<TabularRow>();
        while (begun.Count <= HeaderWithin && await rest.MoveNextAsync())
            if (!IsBlank(rest.Current))
                begun.Add(rest.Current);
        var (known, at, template) = FindHeader(begun.Take(HeaderWithin).Select(r => r.Cells), paths, templates);
        if (known > 0)
            return new(sheet, begun[at], begun[(at + 1)..], rest) { Known = known, Template = template };
        await rest.DisposeAsync();
        return null;
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

    /// <summary>Whether it has the columns of another sheet, in any order.</summary>
    public bool HasColumnsOf(SheetWithHeader other) => Names(this).Order().SequenceEqual(Names(other).Order());

    /// <summary>
    /// Whether it holds rows that seem to belong to the table of another sheet: half of its columns or more, and two at least.
    /// </summary>
    public bool IsSimilarTo(SheetWithHeader other, ColumnPaths paths)
    {
        var (own, others) = (Members(this), Members(other));
        return HasRows && own.Intersect(others).Count() is var common && common >= 2 && common * 2 >= others.Count;

        HashSet<string> Members(SheetWithHeader table) =>
            [
                .. table
                    .Header.Cells.Select(
                        (name, i) =>
                            table.Template?.Members[i]
                            ?? (paths.Find(name) is { Count: > 0 } path ? string.Join('.', path.Select(s => s.Name)) : null)
                    )
                    .OfType<string>(),
            ];
    }

    /// <summary>The rows below the header, their cells in the order of the first sheet.</summary>
    public async IAsyncEnumerable<TabularRow> Rows(SheetWithHeader first)
    {
        foreach (var row in below)
            yield return InOrderOf(first, row);
        while (await rest.MoveNextAsync())
            if (!IsBlank(rest.Current))
                yield return InOrderOf(first, rest.Current);
    }

    /// <summary>The same rows, read anew.</summary>
    public async IAsyncEnumerable<TabularRow> RowsAgain(SheetWithHeader first)
    {
        await foreach (var row in Sheet.Rows(true))
            if (row.Number > Header.Number && !IsBlank(row))
                yield return InOrderOf(first, row);
    }

    public ValueTask DisposeAsync() => rest.DisposeAsync();

    private TabularRow InOrderOf(SheetWithHeader first, TabularRow row)
    {
        if (this == first || Names(this).SequenceEqual(Names(first)))
            return row;
        var own = Names(this).ToList();
        // Cells without a name in the header stay behind those that have one.
        int[] order =
        [
            .. Names(first).Select(name => own.IndexOf(name)),
            .. Enumerable.Range(own.Count, Math.Max(0, row.Cells.Count - own.Count)),
        ];
        return row with { Cells = [.. order.Select(i => i < row.Cells.Count ? row.Cells[i] : "")], Kinds = [.. order.Select(Kind)] };

        CellKind Kind(int column) => column < row.Cells.Count ? row.Kind(column) : CellKind.Text;
    }

    private static IEnumerable<string> Names(SheetWithHeader table) =>
        table.Header.Cells.Select(TextNormalizer.ComparisonKey).Reverse().SkipWhile(name => name.Length == 0).Reverse();

    // Programs of DOS end a file with the control character U+001A.
    private static bool IsBlank(TabularRow row) =>
        row.Broken is null && row.Cells.All(cell => cell.All(c => char.IsWhiteSpace(c) || char.IsControl(c)));
}
