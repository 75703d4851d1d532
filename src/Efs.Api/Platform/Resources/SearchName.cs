using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>The name that the records of a table are searched and sorted by.</summary>
/// <param name="Property">What a caller sorts by.</param>
/// <param name="Format">The name of a record.</param>
/// <param name="Words">What <c>q</c> searches.</param>
internal sealed record SearchName<TFields>(string Property, Func<TFields, string> Format, Func<TFields, IEnumerable<string?>> Words);

/// <summary>The words of a name as a tsvector reads them: each with its region in front, so that one index serves the search of one region.</summary>
internal static class SearchVector
{
    public static string Of(string regionCode, params IEnumerable<string?> names) =>
        string.Join(' ', TextNormalizer.Words(names).Select(word => $"'{regionCode}{word}'"));
}
