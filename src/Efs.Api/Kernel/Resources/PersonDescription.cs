using System.Globalization;

namespace Efs.Api.Kernel;

/// <summary>A person in a file of another system: СНИЛС, or names and date of birth.</summary>
public sealed record PersonDescription
{
    /// <summary>СНИЛС with its check number, separators optional.</summary>
    [Snils]
    public string? Snils { get; init; }

    /// <summary>Last name (фамилия).</summary>
    [PersonName]
    public string? LastName { get; init; }

    /// <summary>First name (имя).</summary>
    [PersonName]
    public string? FirstName { get; init; }

    /// <summary>Middle name (отчество), where there is one.</summary>
    [PersonName]
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
public sealed class GenderAttribute() : ClosedOneOfAttribute("female", "male");

/// <summary>A part of a person's name. Each word is of one alphabet.</summary>
public sealed class PersonNameAttribute : RuleAttribute
{
    public PersonNameAttribute() => MaxLength = 100;

    protected override Rule? FindViolation(string text, Reference reference)
    {
        if (!text.Any(char.IsLetter) || text.Any(c => !(char.IsLetter(c) || char.IsSurrogate(c) || IsMark(c) || IsPunctuation(c))))
            return Rules.NotAName;
        return text.Split(' ', '-', '.', '(', ')').Any(IsMixed) ? Rules.MixedAlphabets : null;
    }

    private static bool IsMark(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsPunctuation(char c) => c is ' ' or '-' or '.' or '(' or ')' || TextNormalizer.SearchKey($"{c}") is "'" or "-";

    private static bool IsMixed(string word) =>
        word.Any(IsLatin) ? word.Any(c => IsCyrillic(c) || IsGreek(c)) : word.Any(IsCyrillic) && word.Any(IsGreek);

    // Unicode calls the apostrophe U+02BC a letter; it is of no alphabet.
    private static bool IsLatin(char c) =>
        char.IsLetter(c) && c is < '\u02B0' or (>= '\u1E00' and <= '\u1EFF') or (>= '\uFF21' and <= '\uFF5A');

    private static bool IsCyrillic(char c) => c is >= 'Ѐ' and <= 'ԯ';

    private static bool IsGreek(char c) => c is (>= '\u0370' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF');
}
