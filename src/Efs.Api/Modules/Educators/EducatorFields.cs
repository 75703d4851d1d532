using Efs.Api.Kernel;

namespace Efs.Api.Modules.Educators;

/// <summary>The properties of an educator that a caller writes.</summary>
public record EducatorFields : RegistryFields
{
    /// <summary>Replaces a name that was permanently removed.</summary>
    internal const string Removed = "***";

    /// <summary>Last name (фамилия). <c>***</c> in a depersonalised record.</summary>
    /// <example>Иванова</example>
    [RequiredInRequest, PersonName, PersonalData]
    public string? LastName { get; init; }

    /// <summary>First name (имя). <c>***</c> in a depersonalised record.</summary>
    /// <example>Мария</example>
    [RequiredInRequest, PersonName, PersonalData]
    public string? FirstName { get; init; }

    /// <summary>Middle name (отчество), if there is one.</summary>
    /// <example>Петровна</example>
    [PersonName, PersonalData]
    public string? MiddleName { get; init; }

    /// <summary>Gender.</summary>
    [Gender]
    public required string Gender { get; init; }

    /// <summary>Date of birth.</summary>
    /// <example>1985-04-12</example>
    [RequiredInRequest, NotInFuture, PersonalData]
    public DateOnly? BirthDate { get; init; }

    /// <summary>СНИЛС with its check number, separators optional; absent if there is none.</summary>
    [Snils, PersonalData]
    public string? Snils { get; init; }

    /// <summary>Citizenship, a code of ОКСМ: dictionary <c>citizenship-countries</c>.</summary>
    [Code("citizenship-countries", "643")]
    public string? Citizenship { get; init; }

    /// <summary>E-mail address.</summary>
    [Email, PersonalData]
    public string? Email { get; init; }

    /// <summary>Telephone number.</summary>
    [Phone, PersonalData]
    public string? Phone { get; init; }

    /// <summary>Level of education: dictionary <c>education-levels</c>.</summary>
    [Code("education-levels", "specialist")]
    public string? EducationLevel { get; init; }

    /// <summary>First day of the total work experience (общий стаж).</summary>
    /// <example>2007-08-20</example>
    [NotInFuture]
    public DateOnly? WorkingSince { get; init; }

    /// <summary>First day of the teaching experience (педагогический стаж).</summary>
    /// <example>2007-09-01</example>
    [NotInFuture]
    public DateOnly? TeachingSince { get; init; }

    /// <summary>Employments in this region, current and past.</summary>
    [Items(50)]
    public IReadOnlyList<Employment> Employments { get; init; } = [];

    /// <summary>Qualification categories (квалификационные категории) and attestations.</summary>
    [Items(50)]
    public IReadOnlyList<QualificationCategory> Categories { get; init; } = [];

    /// <summary>Legal basis for processing the personal data (152-ФЗ, article 6).</summary>
    public required LegalBasis LegalBasis { get; init; }

    public override void Validate(ValidationContext validation)
    {
        validation.Require(LastName != Removed, "/lastName", Rules.Mask);
        validation.Require(FirstName != Removed, "/firstName", Rules.Mask);
        var today = validation.Reference.Today(RegionCode);
        validation.Require(BirthDate > today || IsOldEnough(today, validation), "/birthDate", Rules.TooYoung);
        validation.RequireOrder("/teachingSince", WorkingSince, TeachingSince, "workingSince");
        foreach (var (where, date) in new[] { ("/workingSince", WorkingSince), ("/teachingSince", TeachingSince) })
            validation.Require(IsOldEnough(date, validation), where, Rules.TooYoung);
        for (var i = 0; i < Employments.Count; i++)
            Employments[i].Check($"/employments/{i}", this, validation);
        for (var i = 0; i < Categories.Count; i++)
            Categories[i].Check($"/categories/{i}", validation);
        LegalBasis.Check("/legalBasis", validation);
        CheckMain(validation);
    }

    internal bool IsOldEnough(DateOnly? date, ValidationContext validation) =>
        !validation.SeesPersonalData || BirthDate is null || date is null || date.Value.Year >= BirthDate.Value.Year + 14;

    private void CheckMain(ValidationContext validation)
    {
        var main = Employments.Select((e, i) => (e, i)).Where(x => x.e.IsMain).OrderBy(x => x.e.Since).ToList();
        var until = DateOnly.MinValue; // the last day of the earlier ones
        foreach (var (employment, i) in main)
        {
            validation.Require(until < employment.Since, $"/employments/{i}/isMain", Rules.OneMain);
            if ((employment.Until ?? DateOnly.MaxValue) is var last && last > until)
                until = last;
        }
    }
}

/// <summary>An employment: one position in one school or institute of the region.</summary>
public sealed record Employment
{
    /// <summary>School. Either this or <c>instituteId</c> is given.</summary>
    /// <example>source:school-1-demo</example>
    [RefersTo("schools")]
    public Guid? SchoolId { get; init; }

    /// <summary>Institute. Either this or <c>schoolId</c> is given.</summary>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>Position (должность): dictionary <c>positions</c>, after the nomenclature of ПП РФ № 225.</summary>
    [Code("positions", "teacher")]
    public required string PositionCode { get; init; }

    /// <summary>Subjects taught: dictionary <c>subjects</c>.</summary>
    [Code("subjects", "mathematics"), Items(20)]
    public IReadOnlyList<string> SubjectCodes { get; init; } = [];

    /// <summary>Full-time equivalent (ставка).</summary>
    /// <example>1</example>
    [Between(0.01, 3)]
    public required decimal Rate { get; init; }

    /// <summary>Whether it is the main place of work (основное место работы), not a second job.</summary>
    /// <example>true</example>
    public required bool IsMain { get; init; }

    /// <summary>First day.</summary>
    /// <example>2015-09-01</example>
    public required DateOnly Since { get; init; }

    /// <summary>Last day; absent while the employment lasts.</summary>
    public DateOnly? Until { get; init; }

    internal void Check(string where, EducatorFields educator, ValidationContext validation)
    {
        validation.Require(SchoolId is null != InstituteId is null, where, Rules.ExactlyOne, "schoolId, instituteId");
        validation.RequireOrder($"{where}/until", Since, Until, "since");
        validation.RequireOrder($"{where}/since", educator.WorkingSince, Since, "workingSince");
        validation.Require(educator.IsOldEnough(Since, validation), $"{where}/since", Rules.TooYoung);
        InForce("positions", PositionCode, $"{where}/positionCode");
        for (var i = 0; i < SubjectCodes.Count; i++)
            InForce("subjects", SubjectCodes[i], $"{where}/subjectCodes/{i}");

        // The item must be valid on at least one day of the employment.
        void InForce(string dictionary, string code, string member) =>
            validation.Require(
                validation.Reference.Item(dictionary, code) is not { } item
                    || (
                        (item.ValidTo is null || item.ValidTo >= Since)
                        && (item.ValidFrom is null || Until is null || item.ValidFrom <= Until)
                    ),
                member,
                Rules.ClosedCode,
                dictionary
            );
    }
}

/// <summary>A qualification category or the result of an attestation (приказ Минпросвещения № 196).</summary>
public sealed record QualificationCategory
{
    /// <summary>Categories granted before this day expire after five years; later ones do not expire.</summary>
    public static readonly DateOnly WithoutTermFrom = new(2023, 9, 1);

    /// <summary>
    /// Kind: position_fit (СЗД), first (первая), highest (высшая), methodist (педагог-методист), mentor (педагог-наставник).
    /// </summary>
    [CategoryKind]
    public required string Kind { get; init; }

    /// <summary>Day of the decision.</summary>
    /// <example>2024-03-28</example>
    [NotInFuture]
    public required DateOnly GrantedOn { get; init; }

    /// <summary>Last day in force. Required for categories granted before 2023-09-01, not allowed for later ones.</summary>
    public DateOnly? ExpiresOn { get; init; }

    internal void Check(string where, ValidationContext validation)
    {
        validation.Require(ExpiresOn is null == GrantedOn >= WithoutTermFrom, $"{where}/expiresOn", Rules.ExpiresOn);
        validation.RequireOrder($"{where}/expiresOn", GrantedOn, ExpiresOn, "grantedOn");
        validation.Require(
            validation.Reference.Item("qualification-categories", Kind) is not { ValidFrom: { } from } || GrantedOn >= from,
            $"{where}/kind",
            Rules.ClosedCode,
            "qualification-categories"
        );
    }
}

/// <summary>
/// The legal basis for processing personal data: consent (согласие), contract (договор) or public_function (полномочие).
/// </summary>
public sealed record LegalBasis
{
    /// <summary>Kind of legal basis.</summary>
    [LegalBasisKind]
    public required string Kind { get; init; }

    /// <summary>Date of the consent; for a consent only. Since 2025-09-01 a consent is a separate document (156-ФЗ).</summary>
    [NotInFuture]
    public DateOnly? DocumentDate { get; init; }

    /// <summary>Number of the consent; for a consent only. Omitted when masked.</summary>
    [Length(100), PersonalData]
    public string? DocumentNumber { get; init; }

    /// <summary>Version of the consent's text; for a consent only.</summary>
    [Length(50)]
    public string? DocumentVersion { get; init; }

    /// <summary>Day on which the consent was withdrawn.</summary>
    [NotInFuture]
    public DateOnly? WithdrawnOn { get; init; }

    internal void Check(string where, ValidationContext validation)
    {
        var isConsent = Kind == "consent";
        validation.Require(DocumentDate is not null == isConsent, $"{where}/documentDate", Rules.ConsentMember);
        validation.Require(DocumentNumber is not null == isConsent, $"{where}/documentNumber", Rules.ConsentMember);
        validation.Require(DocumentVersion is not null == isConsent, $"{where}/documentVersion", Rules.ConsentMember);
        validation.Require(WithdrawnOn is null || isConsent, $"{where}/withdrawnOn", Rules.ConsentMember);
        validation.RequireOrder($"{where}/withdrawnOn", DocumentDate, WithdrawnOn, "documentDate");
    }
}

/// <summary>
/// Kind of qualification category or attestation: first (первая), highest (высшая), methodist (педагог-методист), mentor
/// (педагог-наставник); position_fit is an attestation that the educator fits the position (соответствие занимаемой должности).
/// </summary>
public sealed class CategoryKindAttribute() : OneOfAttribute("first", "position_fit", "highest", "methodist", "mentor");

/// <summary>
/// Kind of legal basis for processing personal data: public_function (исполнение полномочий), consent (согласие), contract (договор).
/// </summary>
public sealed class LegalBasisKindAttribute() : OneOfAttribute("public_function", "consent", "contract");
