using Efs.Api.Kernel;

namespace Efs.Api.Modules.Educators;

/// <summary>Whether two descriptions that share a СНИЛС can be about one person.</summary>
internal static class PersonIdentity
{
    /// <summary>
    /// They contradict each other by another birth date, or by another first name and gender: the last name changes with a marriage.
    /// Where a birth date is unknown, by another first and last name as well.
    /// </summary>
    /// <param name="isSameBirthDate">Null where one of the two does not say it.</param>
    /// <param name="isOtherFirstName">Whether both say a first name, each another.</param>
    /// <param name="isOtherLastName">Whether both say a last name, each another.</param>
    /// <param name="isOtherGender">Whether both say a gender, each the other.</param>
    public static bool Contradicts(bool? isSameBirthDate, bool isOtherFirstName, bool isOtherLastName, bool isOtherGender) =>
        isSameBirthDate == false || (isOtherFirstName && (isOtherGender || (isSameBirthDate is null && isOtherLastName)));

    /// <summary>Whether both names are known and differ, as they are compared for search.</summary>
    public static bool IsOther(string? said, string? known) =>
        said is not (null or EducatorFields.Removed)
        && known is not (null or EducatorFields.Removed)
        && TextNormalizer.SearchKey(said) != TextNormalizer.SearchKey(known);
}
