namespace Efs.Api.Kernel;

/// <summary>A person in a file of another system: СНИЛС, or names and date of birth.</summary>
public sealed record PersonDescription
{
    /// <summary>СНИЛС with its check number, separators optional.</summary>
    [Snils]
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
    [NotInFuture]
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
