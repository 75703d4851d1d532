using System.Runtime.CompilerServices;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Reads a table whose header may stand below titles. Of several sheets it reads the one with the most known columns, and after it
/// those with the same columns.
/// </summary>
internal sealed class TabularReader : IRowReader
{
    private readonly IReadOnlyList<SheetWithHeader> sheets;
    private readonly ColumnMapping columns;

    private TabularReader(IReadOnlyList<SheetWithHeader> sheets, ColumnMapping columns) => (this.sheets, this.columns) = (sheets, columns);

    public IReadOnlyList<string>? Header => sheets[0].Header.Cells;

    public string? Template => sheets[0].Template?.Name;

    public IReadOnlyList<string>? Sheets => sheets[0].Sheet.Name is null ? null : [.. sheets.Select(s => s.Sheet.Name!).Distinct()];

    public static async Task<IRowReader> Open(
        IReadOnlyList<TabularSheet> sheets,
        ColumnPaths paths,
        Reference reference,
        IReadOnlyList<IFileTemplate> templates,
        CancellationToken cancellationToken
    )
    {
        var found = new List<SheetWithHeader>();
        foreach (var sheet in sheets)
            if (await SheetWithHeader.Find(sheet, paths, templates, cancellationToken) is { } table)
                found.Add(table);
        if (found.OrderByDescending(t => t.Sheet.IsTemplate).ThenByDescending(t => t.Known).FirstOrDefault() is not { } first)
            throw FileErrors.NoHeader.ToException(Missing(sheets, paths));
        var others = new List<SheetWithHeader>();
        foreach (var other in found.Where(t => t != first))
            if (other.HasColumnsOf(first))
                others.Add(other);
            else if (other.IsSimilarTo(first, paths))
                throw FileErrors.OtherSheet.ToException(OtherColumns(first, other));
            else
                await other.DisposeAsync();
        return new TabularReader(
            [first, .. others.Where(o => o.HasRows)],
            ColumnMapping.Of(first.Header.Cells, paths, reference, first.Template)
        );
    }

    public async IAsyncEnumerable<FileRow> Rows([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isOrderKnown = !columns.HasDates;
        foreach (var sheet in sheets)
        {
            await foreach (var row in sheet.Rows(sheets[0]))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!isOrderKnown && columns.HasDayAndMonth(row))
                {
                    await FindDateOrder(cancellationToken);
                    isOrderKnown = true;
                }
                yield return columns.Read(row, sheets.Count > 1 ? sheet.Sheet.Name : null);
            }
            await sheet.DisposeAsync();
        }
    }

    // 3/12/80 is the third of December unless another date of the column shows that the month is first. That date may be the last of
    // the file, and what is written before it is read could not be taken back.
    private async Task FindDateOrder(CancellationToken cancellationToken)
    {
        foreach (var sheet in sheets)
        await foreach (var row in sheet.RowsAgain(sheets[0]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            columns.NoteDateOrder(row);
        }
    }

    private static LocalizedText Missing(IReadOnlyList<TabularSheet> sheets, ColumnPaths paths)
    {
        var names = string.Join(", ", sheets.Where(s => s.Name is not null).Take(20).Select(s => $"«{s.Name}»"));
        return names.Length == 0
            ? new($"Известные столбцы: {paths.Known}", $"Known columns: {paths.Known}")
            : new(
                $"Просмотрены листы: {names}. Известные столбцы: {paths.Known}",
                $"The sheets looked at: {names}. Known columns: {paths.Known}"
            );
    }

    private static LocalizedText OtherColumns(SheetWithHeader first, SheetWithHeader other) =>
        new(
            $"«{other.Sheet.Name}» отличается от листа «{first.Sheet.Name}»",
            $"«{other.Sheet.Name}» differs from the sheet «{first.Sheet.Name}»"
        );
}
