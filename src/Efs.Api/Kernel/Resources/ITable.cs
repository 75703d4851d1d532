namespace Efs.Api.Kernel;

/// <summary>A response that is also a table: it can be had as CSV, XLSX and Parquet, with titles for people.</summary>
public interface ITable
{
    /// <summary>The title of the table.</summary>
    string TableTitle { get; }

    /// <summary>The columns.</summary>
    IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The rows: a text, a number or nothing for each column.</summary>
    IEnumerable<IReadOnlyList<object?>> Cells { get; }
}

/// <summary>A column of a table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="IsNumber">Whether its cells are numbers.</param>
/// <param name="Digits">Digits after the point of a number.</param>
public sealed record TableColumn(string Title, bool IsNumber = false, int Digits = 0);
