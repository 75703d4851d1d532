using System.Diagnostics;

namespace Efs.Api.Platform.Observability;

/// <summary>The trace of the work at hand.</summary>
internal static class CurrentTrace
{
    /// <summary>Its id, which a client may quote to support; empty outside a trace.</summary>
    public static string Id => Activity.Current?.TraceId.ToString() ?? "";
}
