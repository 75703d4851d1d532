using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>What others ask of the module that keeps educators.</summary>
public interface IEducatorDirectory
{
    /// <summary>The resource that it keeps, as in its path.</summary>
    const string Resource = "educators";

    /// <summary>Finds educators of a region: for each person the ids of those who fit, which may be none or several. By СНИЛС where it is said, else by names and date of birth.</summary>
    Task<IReadOnlyList<IReadOnlyList<Guid>>> Match(
        string regionCode,
        IReadOnlyList<PersonDescription> people,
        CancellationToken cancellationToken
    );

    /// <summary>Enters a person as an educator of the region, with what is known.</summary>
    /// <exception cref="ProblemException">Too little is known, or it breaks a rule.</exception>
    Task<Guid> Create(string regionCode, PersonDescription person, CancellationToken cancellationToken);

    /// <summary>Describes educators of the caller's regions, masked where the caller may not see more; who is not found is left out. Whoever shows them puts it on record.</summary>
    Task<IReadOnlyDictionary<Guid, PersonDescription>> Describe(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);
}
