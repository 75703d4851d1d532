using Efs.Api.Kernel;

namespace Efs.Api.Platform.Pipeline;

/// <summary>The caller and the language of the current request.</summary>
internal sealed class RequestContext : IDisposable
{
    private readonly Stack<IDisposable> permits = [];

    public Caller Caller { get; set; } = Caller.Nobody;

    /// <summary>The language of texts in the response.</summary>
    public Language Language { get; set; } = Language.Ru;

    /// <summary>The operation that reads a list whole, page by page; null for any other.</summary>
    public string? Export { get; set; }

    /// <summary>The request is an event stream: it waits until it ends, and so do its queries.</summary>
    public bool IsStream { get; set; }

    /// <summary>Keeps a permit until the request ends or waits for an event.</summary>
    public void Hold(IDisposable permit) => permits.Push(permit);

    /// <summary>Gives back the permits: a request that waits does no work.</summary>
    public void GiveBack()
    {
        while (permits.TryPop(out var permit))
            permit.Dispose();
    }

    public void Dispose() => GiveBack();
}
