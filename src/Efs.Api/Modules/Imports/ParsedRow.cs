using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>A row on its way in: its document, if it is one, and what that names that must be looked up.</summary>
/// <param name="Row">The row of the file.</param>
/// <param name="Document">What it says; undefined where it is no document.</param>
/// <param name="Key">The owner's key that it says.</param>
/// <param name="Repeats">Number of an earlier row with the same key.</param>
/// <param name="References">Records that it names otherwise than by id.</param>
/// <param name="Errors">What is wrong with it already.</param>
internal sealed record ParsedRow(
    FileRow Row,
    JsonElement Document,
    string? Key,
    int? Repeats,
    IReadOnlyList<RowReference> References,
    IReadOnlyList<ValidationError> Errors
);

/// <summary>A record that a document names by its owner's key, or a person whom it describes.</summary>
/// <param name="Location">Pointer to the member.</param>
/// <param name="Resource">The resource of the record.</param>
/// <param name="Key">The owner's key.</param>
/// <param name="Person">Or the person.</param>
internal sealed record RowReference(string Location, string Resource, string? Key, PersonDescription? Person);

/// <summary>Rows that go in together: none has the key of another, or names it.</summary>
/// <param name="Rows">The rows in their order.</param>
/// <param name="BytesRead">How far the file was read.</param>
internal sealed record Batch(IReadOnlyList<ParsedRow> Rows, long BytesRead);
