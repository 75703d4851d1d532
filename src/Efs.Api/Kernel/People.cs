using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>A person as a file of another system names them: by СНИЛС, or by names and date of birth.</summary>
public sealed record NamedPerson
{
    /// <summary>СНИЛС with its check number, separators optional.</summary>
    [Snils, JsonConverter(typeof(SnilsConverter))]
    public string? Snils { get; init; }

    /// <summary>Last name (фамилия).</summary>
    [Length(100)]
    public string? LastName { get; init; }

    /// <summary>First name (имя).</summary>
    [Length(100)]
    public string? FirstName { get; init; }

    /// <summary>Middle name (отчество), where there is one.</summary>
    [Length(100)]
    public string? MiddleName { get; init; }

    /// <summary>Date of birth.</summary>
    [Past]
    public DateOnly? BirthDate { get; init; }

    /// <summary>Gender.</summary>
    [Gender]
    public string? Gender { get; init; }

    /// <summary>Citizenship, a code of ОКСМ.</summary>
    [Code("citizenship-countries", "643")]
    public string? Citizenship { get; init; }
}

/// <summary>Gender of a person.</summary>
public sealed class GenderAttribute() : OneOfAttribute("female", "male");

/// <summary>What others ask of the module that keeps educators.</summary>
public interface IPeople
{
    /// <summary>Finds educators of a region: for each person the ids of those who fit, which may be none or several. By СНИЛС where it is said, else by names and date of birth.</summary>
    Task<IReadOnlyList<IReadOnlyList<Guid>>> Find(
        string regionCode,
        IReadOnlyList<NamedPerson> people,
        CancellationToken cancellationToken
    );

    /// <summary>Enters a person as an educator of the region, with what is known.</summary>
    /// <exception cref="RefusalException">Too little is known, or it breaks a rule.</exception>
    Task<Guid> Register(string regionCode, NamedPerson person, CancellationToken cancellationToken);

    /// <summary>Describes educators of the caller's regions, masked where the caller may not see more; who is not found is left out. Whoever shows them puts it on record.</summary>
    Task<IReadOnlyDictionary<Guid, NamedPerson>> Describe(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);
}
