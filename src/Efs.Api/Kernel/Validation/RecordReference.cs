namespace Efs.Api.Kernel;

/// <summary>A record that a document names by its <c>sourceId</c>, or an educator whom it describes, in place of an id.</summary>
/// <param name="Location">JSON Pointer to the member.</param>
/// <param name="Resource">The resource of the record.</param>
/// <param name="SourceId">The record's <c>sourceId</c>.</param>
/// <param name="Person">The educator, where there is no <c>sourceId</c>.</param>
/// <param name="Bind">
/// Puts the id into the document. The document is bound before it is copied or handed on; until then the member holds a placeholder.
/// </param>
public sealed record RecordReference(string Location, string Resource, string? SourceId, PersonDescription? Person, Action<Guid> Bind)
{
    /// <summary>Maximum length of <c>source:</c> with a key.</summary>
    public const int MaxLength = 107;

    /// <summary>The forms in which a document names a record.</summary>
    public const string Form = "019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10, source:hr-104217";

    /// <summary>Takes the place of an unknown id, different from every other, so that the rest of the document can be validated.</summary>
    internal static Guid Placeholder => Guid.NewGuid();
}
