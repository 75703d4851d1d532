using System.Text.RegularExpressions;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Says which columns of a table fill the members of a row's document.</summary>
/// <param name="resource">The resource of the row.</param>
/// <param name="heading">Finds the heading of the column that fills the member at a JSON Pointer.</param>
internal sealed partial class RowColumns(string resource, Func<string, string?> heading)
{
    /// <summary>The heading of the column that fills a member, as in the file; null where none does.</summary>
    public string? Heading(string pointer) => pointer.StartsWith('/') ? heading(pointer) : null;

    /// <summary>The message of an error; other members that it names are called by their columns.</summary>
    public LocalizedText Message(ValidationError error)
    {
        if (error.Members is not { } members)
            return error.Message;
        return members.With(Renamed(isRussian: true), Renamed(isRussian: false));

        string Renamed(bool isRussian) =>
            MemberName.Replace(
                members.Names,
                name => Name(error.Location, name.Value, isRussian) is { } column ? $"«{column}»" : name.Value
            );
    }

    // A member stands beside the one at fault, within it, or in the document.
    private string? Name(string location, string member, bool isRussian)
    {
        string[] pointers = [$"{location[..Math.Max(0, location.LastIndexOf('/'))]}/{member}", $"{location}/{member}", $"/{member}"];
        return pointers.Select(Heading).FirstOrDefault(name => name is not null)
            ?? (isRussian ? pointers.Select(p => ColumnAliases.UsualName(resource, p)).FirstOrDefault(name => name is not null) : null);
    }

    // In «status = original» the second word is a value.
    [GeneratedRegex("(?<!= )[a-z][A-Za-z/]*")]
    private static partial Regex MemberName { get; }
}
