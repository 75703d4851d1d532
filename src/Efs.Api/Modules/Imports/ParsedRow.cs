using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>A parsed row of a file.</summary>
/// <param name="Row">The row of the file.</param>
/// <param name="Document">The document, where it has no errors; its references are not bound yet.</param>
/// <param name="Key">The document's <c>sourceId</c>.</param>
/// <param name="Repeats">The latest earlier row with the same key.</param>
/// <param name="References">The records that the document names otherwise than by id.</param>
/// <param name="Errors">The errors found so far.</param>
internal sealed record ParsedRow(
    FileRow Row,
    RegistryFields? Document,
    string? Key,
    RowPlace? Repeats,
    IReadOnlyList<RecordReference> References,
    IReadOnlyList<ValidationError> Errors
);

/// <summary>Where a row stands: its number, and its sheet where several are read.</summary>
internal readonly record struct RowPlace(int Number, string? Sheet);

/// <summary>Rows that are written together: no two have the same key, and none refers to another.</summary>
/// <param name="Rows">The rows in their order.</param>
/// <param name="Held">How much of what others wait for is held for them: see <see cref="IBulkWriter.HeldFor"/>.</param>
/// <param name="BytesRead">The number of bytes of the file that have been read.</param>
internal sealed record Batch(IReadOnlyList<ParsedRow> Rows, int Held, long BytesRead);
