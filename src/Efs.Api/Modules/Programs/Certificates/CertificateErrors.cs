using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

internal static class CertificateErrors
{
    public static readonly Error DuplicateSourceId = new(
        "certificates.duplicate-source-id",
        409,
        "Документ с таким sourceId в регионе уже есть",
        "The region already has a certificate with this sourceId",
        "/sourceId",
        "certificate_source_id_key"
    );
    public static readonly Error DuplicateNumber = new(
        "certificates.duplicate-number",
        409,
        "Документ этой организации с таким видом, серией и номером уже есть",
        "A certificate of this provider, kind, series and number is already there",
        "/number",
        "certificate_number_key"
    );
    public static readonly Error TooShort = new(
        "certificates.too-short",
        422,
        "Документ о квалификации выдаётся за ДПП: не меньше 16 часов для удостоверения и 250 часов для диплома",
        "A certificate is given for at least 16 hours of an upgrade or 250 hours of a retraining",
        "/hours"
    );
    public static readonly Error UnknownEducator = new(
        "certificates.unknown-educator",
        422,
        "Педагог в этом регионе не найден",
        "There is no such educator in this region",
        "/educatorId",
        "certificate_educator_id_fkey"
    );
    public static readonly Error UnknownProgram = new(
        "certificates.unknown-program",
        422,
        "Программа не найдена",
        "There is no such programme",
        "/programId",
        "certificate_program_id_fkey"
    );
    public static readonly Error UnknownProvider = new(
        "certificates.unknown-provider",
        422,
        "Институт в этом регионе не найден",
        "There is no such institute in this region",
        "/providerInstituteId",
        "certificate_provider_institute_id_fkey"
    );
    public static readonly Error UnknownReplaced = new(
        "certificates.unknown-replaced",
        422,
        "Заменяемого документа у этого педагога нет",
        "This educator has no such certificate to replace",
        "/replacesId",
        "certificate_replaces_id_fkey"
    );
    public static readonly Error ReplacedAlready = new(
        "certificates.replaced-already",
        409,
        "Документ уже заменён другим",
        "The certificate is replaced by another one already",
        "/replacesId",
        "certificate_replaces_id_key"
    );
    public static readonly Error ReplacesItself = new(
        "certificates.replaces-itself",
        422,
        "Документ не может заменять сам себя, даже через другие",
        "A certificate can't replace itself, not even through others",
        "/replacesId"
    );
    public static readonly Error ProfessionalTraining = new(
        "certificates.professional-training",
        422,
        "Это шаблон ФИС ФРДО для профессионального обучения: загрузите шаблон ДПО из 40 столбцов",
        "This is the template of ФИС ФРДО for professional training: send the template of continuing education with 40 columns"
    );
}
