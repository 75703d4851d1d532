using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

/// <summary>
/// Writable fields of a certificate: the columns of the ФИС ФРДО template of continuing education.
/// The holder's personal data are in the educator's record.
/// </summary>
public record CertificateFields : RegistryFields
{
    /// <summary>Educator of the region who holds the certificate (получатель).</summary>
    /// <example>source:ivanova-m</example>
    [RefersTo("educators")]
    public required Guid EducatorId { get; init; }

    /// <summary>Kind (вид документа): удостоверение о повышении квалификации, диплом о профессиональной переподготовке.</summary>
    [DocumentKind]
    public required string Kind { get; init; }

    /// <summary>
    /// Status (статус документа): an original, a duplicate (дубликат), or a correction of a document issued with a mistake. The
    /// last two replace another document.
    /// </summary>
    [DocumentStatus]
    public required string Status { get; init; }

    /// <summary>Series (серия), where there is one.</summary>
    /// <example>АА</example>
    [Length(20)]
    public string? Series { get; init; }

    /// <summary>Number (номер), with leading zeros.</summary>
    [DocumentNumber]
    public required string Number { get; init; }

    /// <summary>Registration number (регистрационный номер).</summary>
    /// <example>2024-17</example>
    [Length(25)]
    public string? RegistrationNumber { get; init; }

    /// <summary>Date of issue (дата выдачи).</summary>
    /// <example>2024-05-30</example>
    [NotInFuture]
    public required DateOnly IssuedOn { get; init; }

    /// <summary>Programme of the register. Without it <c>programTitle</c> is required.</summary>
    [RefersTo("programs")]
    public Guid? ProgramId { get; init; }

    /// <summary>Title of the programme as printed in the document.</summary>
    /// <example>Функциональная грамотность на уроках математики</example>
    [Length(500)]
    public string? ProgramTitle { get; init; }

    /// <summary>Volume in academic hours (срок обучения): ПК from 16, ПП from 250.</summary>
    /// <example>36</example>
    [Between(1, 10000)]
    public required int Hours { get; init; }

    /// <summary>Year when the training began.</summary>
    /// <example>2024</example>
    [Between(1950, 2100)]
    public int? StartYear { get; init; }

    /// <summary>Year when the training ended.</summary>
    /// <example>2024</example>
    [Between(1950, 2100)]
    public int? EndYear { get; init; }

    /// <summary>Form of study: full time (очная), part time (очно-заочная), extramural (заочная).</summary>
    [StudyForm]
    public required string StudyForm { get; init; }

    /// <summary>Source of funding (источник финансирования): budget or paid.</summary>
    [Funding]
    public string? Funding { get; init; }

    /// <summary>Institute of the region that issued the certificate. Exactly one of this and <c>provider</c>.</summary>
    [RefersTo("institutes")]
    public Guid? ProviderInstituteId { get; init; }

    /// <summary>Issuing organisation that is not in the region's register.</summary>
    /// <example>{"name":"Педагогический университет «Пример»"}</example>
    public ExternalProvider? Provider { get; init; }

    /// <summary>Area of professional activity (область профессиональной деятельности), as ФРДО lists it.</summary>
    /// <example>Образование и наука</example>
    [Length(255)]
    public string? ProfessionalArea { get; init; }

    /// <summary>Group of specialties (укрупнённая группа специальностей).</summary>
    [Length(255)]
    public string? SpecialtyGroup { get; init; }

    /// <summary>Qualification, profession or specialty awarded.</summary>
    [Length(255)]
    public string? QualificationName { get; init; }

    /// <summary>Education required for the training: higher (ВО) or vocational (СПО).</summary>
    [BaseEducation]
    public string? EducationLevel { get; init; }

    /// <summary>Last name in the diploma of that education. Omitted when masked.</summary>
    [Length(100), PersonalData]
    public string? DiplomaSurname { get; init; }

    /// <summary>Series of that diploma. Omitted when masked.</summary>
    [Length(20), PersonalData]
    public string? DiplomaSeries { get; init; }

    /// <summary>Number of that diploma. Omitted when masked.</summary>
    [DocumentNumber, PersonalData]
    public string? DiplomaNumber { get; init; }

    /// <summary>Form in which the education was completed: in the organisation or outside of it.</summary>
    [EducationForm]
    public string? EducationForm { get; init; }

    /// <summary>Whether the loss of the replaced document is confirmed (подтверждение утраты).</summary>
    public bool LossConfirmed { get; init; }

    /// <summary>Whether the exchange of the replaced document is confirmed (подтверждение обмена).</summary>
    public bool ExchangeConfirmed { get; init; }

    /// <summary>Whether the destruction of the replaced document is confirmed (подтверждение уничтожения).</summary>
    public bool DestructionConfirmed { get; init; }

    /// <summary>
    /// Certificate of the same educator that this one replaces and that is no longer valid. A duplicate or a correction has
    /// exactly one of this and <c>original</c>.
    /// </summary>
    [RefersTo("certificates")]
    public Guid? ReplacesId { get; init; }

    /// <summary>The replaced document, where it is not in the register. Omitted when masked: it names the person.</summary>
    [PersonalData]
    public OriginalDocument? Original { get; init; }

    public override void Validate(ValidationContext validation)
    {
        ExternalProvider.Check(ProviderInstituteId, Provider, validation);
        validation.Require(ProgramId is not null || ProgramTitle is not null, "/programTitle", Rules.Required);
        validation.Require(StartYear is null || EndYear is null || StartYear <= EndYear, "/endYear", Rules.NotBefore, "startYear");
        validation.Require(EndYear is null || EndYear <= IssuedOn.Year, "/issuedOn", Rules.NotBefore, "endYear");
        if (Status == "original")
        {
            validation.Require(ReplacesId is null, "/replacesId", Rules.NotWith, "status = original");
            validation.Require(Original is null, "/original", Rules.NotWith, "status = original");
        }
        else
            validation.Require(ReplacesId is null != Original is null, "", Rules.ExactlyOne, "replacesId, original");
        if (validation.SeesPersonalData)
            validation.RequireOrder("/issuedOn", Original?.IssuedOn, IssuedOn, "original/issuedOn");
    }
}

/// <summary>A replaced document that is not in the register: the columns «(оригинала)» of the ФИС ФРДО template.</summary>
public sealed record OriginalDocument
{
    /// <summary>Name of the document.</summary>
    /// <example>Удостоверение о повышении квалификации</example>
    [Length(100)]
    public string? DocumentName { get; init; }

    /// <summary>Series of the document.</summary>
    [Length(20)]
    public string? Series { get; init; }

    /// <summary>Number of the document, with leading zeros.</summary>
    [DocumentNumber]
    public required string Number { get; init; }

    /// <summary>Registration number of the document.</summary>
    [Length(25)]
    public string? RegistrationNumber { get; init; }

    /// <summary>Date of issue of the document.</summary>
    [NotInFuture]
    public DateOnly? IssuedOn { get; init; }

    /// <summary>Last name of the holder, as printed in the document.</summary>
    [Length(100)]
    public string? LastName { get; init; }

    /// <summary>First name of the holder, as printed in the document.</summary>
    [Length(100)]
    public string? FirstName { get; init; }

    /// <summary>Middle name of the holder, as printed in the document.</summary>
    [Length(100)]
    public string? MiddleName { get; init; }
}

/// <summary>
/// Kind of document of qualification: upgrade_certificate (удостоверение о повышении квалификации), retraining_diploma (диплом
/// о профессиональной переподготовке).
/// </summary>
public sealed class DocumentKindAttribute() : OneOfAttribute("upgrade_certificate", "retraining_diploma");

/// <summary>
/// Status of a document: original (оригинал), or a duplicate (дубликат) or correction (исправленный) that replaces another.
/// </summary>
public sealed class DocumentStatusAttribute() : OneOfAttribute("original", "duplicate", "correction");

/// <summary>Source of funding: budget (бюджет), paid (платно).</summary>
public sealed class FundingAttribute() : OneOfAttribute("budget", "paid");

/// <summary>Education that the training was based on: higher (ВО), vocational (СПО).</summary>
public sealed class BaseEducationAttribute() : OneOfAttribute("higher", "vocational");

/// <summary>
/// Form in which the education was completed: in_organisation (в образовательной организации), outside_organisation (вне её).
/// </summary>
public sealed class EducationFormAttribute() : OneOfAttribute("in_organisation", "outside_organisation");
