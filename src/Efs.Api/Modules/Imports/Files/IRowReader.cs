using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Reads a file row by row, in memory that does not grow with the file.</summary>
internal interface IRowReader
{
    /// <summary>The lines of a file at most, with what stands above a header and with blank ones, which are no rows but are read.</summary>
    const int MostLines = 2_001_000;

    /// <summary>The header of the file, where it is a table.</summary>
    IReadOnlyList<string>? Header { get; }

    /// <summary>The template of another system that the file was recognised as, such as <c>frdo-40</c>.</summary>
    string? Template { get; }

    /// <summary>The sheets that are read, where the file is a workbook.</summary>
    IReadOnlyList<string>? Sheets { get; }

    /// <exception cref="ProblemException">The rest of the file is broken, truncated or hostile.</exception>
    IAsyncEnumerable<FileRow> Rows(CancellationToken cancellationToken);
}

/// <summary>A row of a file.</summary>
/// <param name="Number">The row's number as an editor or a spreadsheet shows it, from 1; a header counts.</param>
/// <param name="Document">The row as JSON in UTF-8; empty where the row can't be converted.</param>
/// <param name="Cells">The cells of the row, where the file is a table.</param>
/// <param name="Errors">The errors of the cells.</param>
/// <param name="Sheet">The sheet of the row, where several are read.</param>
/// <param name="Columns">The columns that fill the document, where the file is a table.</param>
internal sealed record FileRow(
    int Number,
    ReadOnlyMemory<byte> Document,
    IReadOnlyList<string>? Cells,
    IReadOnlyList<ValidationError> Errors,
    string? Sheet = null,
    RowColumns? Columns = null
);
