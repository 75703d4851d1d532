using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>Educators as other modules look them up.</summary>
public interface IEducatorDirectory
{
    /// <summary>The resource that it keeps, as in its path.</summary>
    const string Resource = "educators";

    /// <summary>
    /// Finds educators of a region: for each person those who match, by СНИЛС if present, else by names and date of birth.
    /// </summary>
    Task<IReadOnlyList<PersonMatch>> Match(string regionCode, IReadOnlyList<PersonDescription> people, CancellationToken cancellationToken);

    /// <summary>Creates an educator of the region from a description.</summary>
    /// <exception cref="ProblemException">The description is incomplete or breaks a rule.</exception>
    Task<Guid> Create(string regionCode, PersonDescription person, CancellationToken cancellationToken);

    /// <summary>Deletes the people who were entered beside a long transaction and whom no region has after it.</summary>
    Task ForgetUnused(CancellationToken cancellationToken);

    /// <summary>
    /// Describes educators of the caller's regions, masked without the right to personal data; unknown ids are omitted. The
    /// caller of this method audits the reading.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, PersonDescription>> Describe(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);
}

/// <summary>The educators who match a description.</summary>
/// <param name="Ids">Their ids.</param>
/// <param name="IsContradicted">Whether the description says of one of them what makes it another person's.</param>
public sealed record PersonMatch(IReadOnlyList<Guid> Ids, bool IsContradicted);
