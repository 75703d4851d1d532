using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>A file that is read row by row, in memory that does not grow with it.</summary>
internal interface IRowReader
{
    /// <summary>The names of the columns as they stand in the file, where it is a table.</summary>
    IReadOnlyList<string>? Header { get; }

    /// <summary>The form of another system that the file was recognised as, such as <c>frdo-40</c>.</summary>
    string? Template { get; }

    /// <exception cref="ProblemException">The file is broken, cut or hostile from here on.</exception>
    IAsyncEnumerable<FileRow> Rows(CancellationToken cancellationToken);
}

/// <summary>A row of a file.</summary>
/// <param name="Number">Its number as an editor or a spreadsheet shows it, from 1; a header counts.</param>
/// <param name="Document">The document that it says, JSON in UTF-8; empty when none can be made of it.</param>
/// <param name="Cells">Its cells as they stand in the file, where it is a table.</param>
/// <param name="Errors">What is wrong with its cells.</param>
internal sealed record FileRow(
    int Number,
    ReadOnlyMemory<byte> Document,
    IReadOnlyList<string>? Cells,
    IReadOnlyList<ValidationError> Errors
);
