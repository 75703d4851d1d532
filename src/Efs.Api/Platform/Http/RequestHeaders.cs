using Efs.Api.Kernel;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Efs.Api.Platform.Http;

/// <summary>The headers by which a request chooses its response.</summary>
internal static class RequestHeaders
{
    /// <summary>The language of texts: the caller's preferred one of ru and en; Russian without a preference.</summary>
    public static Language Language(this HttpRequest request)
    {
        foreach (
            var language in request.GetTypedHeaders().AcceptLanguage.Where(l => l.Quality is not 0).OrderByDescending(l => l.Quality ?? 1)
        )
        {
            if (language.Value.StartsWith("ru", StringComparison.OrdinalIgnoreCase) || language.Value == "*")
                return Kernel.Language.Ru;
            if (language.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase))
                return Kernel.Language.En;
        }
        return Kernel.Language.Ru;
    }

    /// <summary>The media type that the caller prefers, of equal ones the first; null if it accepts none.</summary>
    public static string? NegotiateMediaType(this HttpRequest request, IReadOnlyList<string> forms)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0
            ? forms[0]
            : forms
                .Select(form => (Form: form, Quality: Quality(form)))
                .Where(f => f.Quality > 0)
                .OrderByDescending(f => f.Quality)
                .FirstOrDefault()
                .Form;

        // The quality of the most specific range applies.
        double Quality(string form) =>
            accepted
                .Where(a =>
                    a.MatchesAllTypes
                    || IsSame(a, MediaTypeHeaderValue.Parse(form))
                    || (a.MatchesAllSubTypes && form.StartsWith($"{a.Type}/", StringComparison.OrdinalIgnoreCase))
                )
                .OrderBy(a =>
                    a.MatchesAllTypes ? 2
                    : a.MatchesAllSubTypes ? 1
                    : 0
                )
                .Select(a => a.Quality ?? 1)
                .FirstOrDefault();
    }

    // Of the parameters only the delimiter of CSV makes another form.
    private static bool IsSame(MediaTypeHeaderValue accepted, MediaTypeHeaderValue form) =>
        accepted.MediaType.Equals(form.MediaType, StringComparison.OrdinalIgnoreCase)
        && Delimiter(accepted).Equals(Delimiter(form), StringComparison.OrdinalIgnoreCase);

    private static StringSegment Delimiter(MediaTypeHeaderValue type) =>
        type.Parameters.FirstOrDefault(p => p.Name.Equals("delimiter", StringComparison.OrdinalIgnoreCase)) is { Value.Length: > 0 } found
            ? HeaderUtilities.RemoveQuotes(found.Value)
            : "comma";

    /// <summary>Whether the response may have this content encoding.</summary>
    public static bool Accepts(this HttpRequest request, string encoding) =>
        request
            .GetTypedHeaders()
            .AcceptEncoding.Any(e => e.Quality is not 0 && e.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase));
}
