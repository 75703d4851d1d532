using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>The name by which the records of a table are searched and sorted.</summary>
/// <param name="Property">The name of the sort in requests.</param>
/// <param name="Format">The name of a record.</param>
/// <param name="Words">The texts that <c>q</c> searches.</param>
internal sealed record SearchName<TFields>(string Property, Func<TFields, string> Format, Func<TFields, IEnumerable<string?>> Words);

/// <summary>
/// The text form of a tsvector of names. Each word has its region's code as a prefix, so that one index serves the search of
/// one region.
/// </summary>
internal static class SearchVector
{
    public static string Of(string regionCode, params IEnumerable<string?> names) =>
        string.Join(' ', TextNormalizer.Words(names).Select(word => $"'{regionCode}{word}'"));
}
