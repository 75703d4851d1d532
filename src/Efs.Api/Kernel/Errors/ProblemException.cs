using System.Globalization;
using System.Reflection;

namespace Efs.Api.Kernel;

/// <summary>The exception that a handler throws to refuse a request with an error of the catalogue.</summary>
public sealed class ProblemException(Error error, LocalizedText? detail, IReadOnlyList<ValidationError> errors) : Exception(error.Code)
{
    public Error Error { get; } = error;
    public LocalizedText? Detail { get; } = detail;
    public IReadOnlyList<ValidationError> Errors { get; } = errors;

    /// <summary>The record that the request collides with.</summary>
    public Guid? RecordId { get; init; }

    /// <summary>Headers of the problem response, such as the current ETag.</summary>
    public Dictionary<string, string> Headers { get; } = [];
}

/// <summary>Makes the exception of an error.</summary>
public static class ProblemExceptions
{
    public static ProblemException ToException(this Error error, LocalizedText? detail = null) =>
        new(error, detail, error.Pointer is null ? [] : [new(error.Pointer, error.Code[(error.Code.IndexOf('.') + 1)..], error.Title)]);

    public static ProblemException ToException(this Error error, IReadOnlyList<ValidationError> errors) => new(error, null, errors);
}
