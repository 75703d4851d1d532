namespace Efs.Api.Kernel;

/// <summary>A file format of another system that imports accept.</summary>
public interface IFileTemplate
{
    /// <summary>The resource of its rows, as in the path.</summary>
    string Resource { get; }

    /// <summary>The mapping of a header's columns; null when it is not a header of this template.</summary>
    /// <exception cref="ProblemException">It is the header of a similar template that is not supported.</exception>
    TemplateColumns? Match(IReadOnlyList<string> header);
}

/// <summary>How a file of a recognised template is read.</summary>
/// <param name="Name">Name of the template, such as <c>frdo-40</c>.</param>
/// <param name="Members">
/// For each column the path of its member, such as <c>original.number</c>; null for an unknown column. A path with a trailing
/// <c>?</c> is used where no other column has the member.
/// </param>
/// <param name="Defaults">Values of empty cells, by member.</param>
public sealed record TemplateColumns(string Name, IReadOnlyList<string?> Members, IReadOnlyDictionary<string, string> Defaults);
