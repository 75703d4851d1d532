using System.Diagnostics;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Pipeline;

/// <summary>Who sends the request at hand, once that is known.</summary>
internal sealed class RequestContext
{
    public Caller Caller { get; set; } = Caller.Nobody;

    /// <summary>The language of texts for people in the answer.</summary>
    public Language Language { get; set; } = Language.Ru;
}
