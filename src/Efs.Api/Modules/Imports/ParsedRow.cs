using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>A parsed row of a file: its document and the references that must be resolved.</summary>
/// <param name="Row">The row of the file.</param>
/// <param name="Document">The document; undefined where the row is none.</param>
/// <param name="Key">The document's <c>sourceId</c>.</param>
/// <param name="Repeats">Number of an earlier row with the same key.</param>
/// <param name="References">The records that the document names otherwise than by id.</param>
/// <param name="Errors">The errors found so far.</param>
internal sealed record ParsedRow(
    FileRow Row,
    JsonElement Document,
    string? Key,
    int? Repeats,
    IReadOnlyList<RowReference> References,
    IReadOnlyList<ValidationError> Errors
);

/// <summary>A record that a document names by its <c>sourceId</c>, or a person whom it describes.</summary>
/// <param name="Location">Pointer to the member.</param>
/// <param name="Resource">The resource of the record.</param>
/// <param name="Key">The record's <c>sourceId</c>.</param>
/// <param name="Person">The person, where there is no key.</param>
internal sealed record RowReference(string Location, string Resource, string? Key, PersonDescription? Person);

/// <summary>Rows that are written together: no two have the same key, and none refers to another.</summary>
/// <param name="Rows">The rows in their order.</param>
/// <param name="BytesRead">The number of bytes of the file that have been read.</param>
internal sealed record Batch(IReadOnlyList<ParsedRow> Rows, long BytesRead);
