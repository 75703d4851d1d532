namespace Efs.Api.Kernel;

/// <summary>A form of another system, whose files are taken as they are.</summary>
public interface IFileTemplate
{
    /// <summary>The resource whose records its rows are, as in its path.</summary>
    string Resource { get; }

    /// <summary>What the columns of a header say; null when it is not the header of this form.</summary>
    /// <exception cref="ProblemException">It is the header of a form that looks alike and can't be taken.</exception>
    TemplateColumns? Match(IReadOnlyList<string> header);
}

/// <summary>How a file in the form of another system is read.</summary>
/// <param name="Name">Name of the form, such as <c>frdo-40</c>.</param>
/// <param name="Members">For each column the path of the member it says, such as <c>original.number</c>; null where the form does not know it. One with a <c>?</c> at its end counts where no other column says the member.</param>
/// <param name="Absent">Words that stand in an empty cell, letters and digits only, in lower case.</param>
/// <param name="Defaults">What an empty cell means, by member.</param>
public sealed record TemplateColumns(
    string Name,
    IReadOnlyList<string?> Members,
    IReadOnlySet<string> Absent,
    IReadOnlyDictionary<string, string> Defaults
);
