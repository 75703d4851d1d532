using System.Diagnostics;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Pipeline;

/// <summary>The caller and the language of the current request.</summary>
internal sealed class RequestContext
{
    public Caller Caller { get; set; } = Caller.Nobody;

    /// <summary>The language of texts in the response.</summary>
    public Language Language { get; set; } = Language.Ru;

    /// <summary>The operation that reads a list whole, page by page; null for any other.</summary>
    public string? Export { get; set; }
}
