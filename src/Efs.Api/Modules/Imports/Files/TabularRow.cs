using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>A row of a table: its cells, with the kinds of their values where the format has them.</summary>
internal sealed record TabularRow(int Number, IReadOnlyList<string> Cells, IReadOnlyList<CellKind>? Kinds = null, Rule? Broken = null)
{
    public CellKind Kind(int column) => Kinds is null ? CellKind.Text : Kinds[column];
}

/// <summary>The kind of a cell's value. A CSV holds texts only.</summary>
internal enum CellKind : byte
{
    Text,
    Number,

    /// <summary>A number that has more digits than the program that wrote it keeps.</summary>
    LostDigits,
    Date,

    /// <summary>A date of a column in which some date can only have the month first.</summary>
    MonthFirst,
    Formula,
    Error,
}

/// <summary>A sheet of a workbook, or the only table of a CSV, which has no name.</summary>
/// <param name="Name">The sheet's name.</param>
/// <param name="IsTemplate">Whether it is preferred to other sheets with a header.</param>
/// <param name="Rows">Reads its rows; the argument is true when they have been read before.</param>
internal sealed record TabularSheet(string? Name, bool IsTemplate, Func<bool, IAsyncEnumerable<TabularRow>> Rows);
