using System.Diagnostics;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Http;

/// <summary>Who sends the request at hand, once that is known.</summary>
internal sealed class Current
{
    public Caller Caller { get; set; } = Caller.Nobody;

    /// <summary>The language of texts for people in the answer.</summary>
    public Language Language { get; set; } = Language.Ru;
}

/// <summary>Finds what a client may do; its answer is never older than a few seconds.</summary>
internal interface ICallers
{
    ValueTask<Caller?> Find(string client, CancellationToken cancellationToken);
}

/// <summary>What a request says about its answer.</summary>
internal static class Requests
{
    /// <summary>The language of texts for people: the caller's first choice of ru and en, Russian when it states none.</summary>
    public static Language Language(this HttpRequest request)
    {
        foreach (var wish in request.GetTypedHeaders().AcceptLanguage.Where(l => l.Quality is not 0).OrderByDescending(l => l.Quality ?? 1))
        {
            if (wish.Value.StartsWith("ru", StringComparison.OrdinalIgnoreCase) || wish.Value == "*") return Kernel.Language.Ru;
            if (wish.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return Kernel.Language.En;
        }
        return Kernel.Language.Ru;
    }

    public static bool Accepts(this HttpRequest request, string mediaType)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0 || accepted.Any(a => a.Quality is not 0 && (a.MatchesAllTypes || a.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) || (a.MatchesAllSubTypes && mediaType.StartsWith($"{a.Type}/", StringComparison.OrdinalIgnoreCase))));
    }

    public static string TraceId => Activity.Current?.TraceId.ToString() ?? "";
}
