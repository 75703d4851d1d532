using Efs.Api.Kernel;

namespace Efs.Api.Modules.Educators;

internal static class EducatorErrors
{
    public static readonly Error DuplicateSourceId = new(
        "educators.duplicate-source-id",
        409,
        "Педагог с таким sourceId в регионе уже есть",
        "The region already has an educator with this sourceId",
        "/sourceId",
        "educator_source_id_key"
    );
    public static readonly Error DuplicateSnils = new(
        "educators.duplicate-snils",
        409,
        "Педагог с этим СНИЛС в регионе уже есть",
        "The region already has an educator with this СНИЛС",
        "/snils",
        "educator_person_id_key"
    );
    public static readonly Error Workplace = new(
        "educators.workplace",
        422,
        "Место работы указано неверно",
        "The place of work is not valid"
    );
    public static readonly Error UnknownSchool = new(
        "educators.unknown-school",
        422,
        "Такой школы в этом регионе нет",
        "There is no such school in this region",
        "/employments",
        "employment_school_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "educators.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/employments",
        "employment_institute_id_fkey"
    );
    public static readonly Error Unnamed = new(
        "educators.unnamed",
        422,
        "Чтобы внести педагога, нужны фамилия, имя, дата рождения и пол",
        "To enter an educator, last name, first name, date of birth and gender are needed"
    );
    public static readonly Error PersonGone = new(
        "educators.person-gone",
        409,
        "Запись этого человека только что удалена, повторите запрос",
        "This person's record has just been deleted: send the request again",
        null,
        "educator_person_id_fkey"
    )
    {
        IsRaced = true,
    };
    public static readonly Error Depersonalised = new(
        "educators.depersonalised",
        422,
        "Запись обезличена навсегда и больше не меняется",
        "The record is permanently depersonalised and can't be changed"
    );
}
