using System.Globalization;
using System.Reflection;

namespace Efs.Api.Kernel;

/// <summary>The one exception that a handler throws: the request is refused for a reason of the catalogue.</summary>
public sealed class ProblemException(Error error, LocalizedText? detail, IReadOnlyList<ValidationError> errors) : Exception(error.Code)
{
    public Error Error { get; } = error;
    public LocalizedText? Detail { get; } = detail;
    public IReadOnlyList<ValidationError> Errors { get; } = errors;

    /// <summary>Headers that the refusal carries, such as the current ETag.</summary>
    public Dictionary<string, string> Headers { get; } = [];
}
