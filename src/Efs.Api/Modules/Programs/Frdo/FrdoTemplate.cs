using System.Collections.Frozen;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

/// <summary>
/// The template of ФИС ФРДО for continuing education (ДПО), sheet «Шаблон»: 40 columns, 38 in its former generation, in any
/// order and spelling. The template does not name the issuing organisation: a column of the register may be added for it.
/// </summary>
internal sealed class FrdoTemplate : IFileTemplate
{
    /// <summary>
    /// A header with this many columns of the template is recognised as the template, so that shorter tables of institutes are
    /// too.
    /// </summary>
    private const int Enough = 12;

    // In the order of the template. The kind of programme replaces an absent kind of document; the number «for a change» replaces
    // an absent number of the original. A record that replaces nothing has neither and is rejected with both.
    private static readonly (string Member, string[] Names)[] columns =
    [
        ("kind", ["Вид документа"]),
        ("status", ["Статус документа"]),
        ("lossConfirmed", ["Подтверждение утраты"]),
        ("exchangeConfirmed", ["Подтверждение обмена"]),
        ("destructionConfirmed", ["Подтверждение уничтожения"]),
        ("series", ["Серия документа", "Серия"]),
        ("number", ["Номер документа", "Номер", "Номер удостоверения", "Номер диплома", "Номер бланка"]),
        ("issuedOn", ["Дата выдачи документа", "Дата выдачи", "Дата выдачи удостоверения", "Дата выдачи диплома"]),
        ("registrationNumber", ["Регистрационный номер", "Регистрационный номер документа", "Рег. номер", "Регистрационный №"]),
        (
            "kind?",
            [
                "Дополнительная профессиональная программа (повышение квалификации/ профессиональная переподготовка)",
                "Дополнительная профессиональная программа",
                "Вид программы",
            ]
        ),
        (
            "programTitle",
            [
                "Наименование дополнительной профессиональной программы",
                "Наименование программы",
                "Название программы",
                "Наименование курса",
                "Название курса",
            ]
        ),
        ("professionalArea", ["Наименование области профессиональной деятельности", "Область профессиональной деятельности"]),
        (
            "specialtyGroup",
            [
                "Укрупненные группы специальностей",
                "Укрупненные группы специальностей и (или) направлений подготовки",
                "Укрупненная группа специальностей",
            ]
        ),
        ("qualificationName", ["Наименование квалификации, профессии, специальности", "Наименование квалификации", "Квалификация"]),
        ("educationLevel", ["Уровень образования ВО/СПО", "Уровень имеющегося образования (ВО/СПО)", "Уровень образования"]),
        ("diplomaSurname", ["Фамилия указанная в дипломе о ВО или СПО", "Фамилия в дипломе"]),
        ("diplomaSeries", ["Серия документа о ВО/СПО", "Серия документа о ВО или СПО", "Серия диплома о ВО/СПО"]),
        ("diplomaNumber", ["Номер документа о ВО/СПО", "Номер документа о ВО или СПО", "Номер диплома о ВО/СПО"]),
        ("startYear", ["Год начала обучения (для документа о квалификации)", "Год начала обучения"]),
        ("endYear", ["Год окончания обучения (для документа о квалификации)", "Год окончания обучения"]),
        (
            "hours",
            [
                "Срок обучения, часов (для документа о квалификации)",
                "Срок обучения, часов",
                "Срок обучения",
                "Объём часов",
                "Часов",
                "Количество часов",
            ]
        ),
        ("educator.lastName", ["Фамилия получателя", "Фамилия"]),
        ("educator.firstName", ["Имя получателя", "Имя"]),
        ("educator.middleName", ["Отчество получателя", "Отчество получателя (при наличии)", "Отчество", "Отчество (при наличии)"]),
        ("educator.birthDate", ["Дата рождения получателя", "Дата рождения"]),
        ("educator.gender", ["Пол получателя", "Пол"]),
        ("educator.snils", ["СНИЛС", "СНИЛС получателя", "Страховой номер"]),
        ("studyForm", ["Форма обучения"]),
        ("funding", ["Источник финансирования обучения", "Источник финансирования"]),
        ("educationForm", ["Форма получения образования на момент прекращения образовательных отношений", "Форма получения образования"]),
        ("educator.citizenship", ["Гражданство получателя (код страны по ОКСМ)", "Гражданство получателя", "Гражданство"]),
        ("original.documentName", ["Наименование документа об образовании (оригинала)", "Наименование документа (оригинала)"]),
        ("original.series", ["Серия (оригинала)"]),
        ("original.number", ["Номер (оригинала)"]),
        (
            "original.registrationNumber",
            ["Регистрационный N (оригинала)", "Регистрационный № (оригинала)", "Регистрационный номер (оригинала)"]
        ),
        ("original.issuedOn", ["Дата выдачи (оригинала)"]),
        ("original.lastName", ["Фамилия получателя (оригинала)", "Фамилия (оригинала)"]),
        ("original.firstName", ["Имя получателя (оригинала)", "Имя (оригинала)"]),
        ("original.middleName", ["Отчество получателя (оригинала)", "Отчество (оригинала)"]),
        ("original.number?", ["Номер документа для изменения"]),
    ];

    private static readonly FrozenDictionary<string, string> members = columns
        .SelectMany(c => c.Names.Select(name => (Bare: TextNormalizer.ComparisonKey(name), c.Member)))
        .ToFrozenDictionary(c => c.Bare, c => c.Member);

    /// <summary>Of the template for professional training (профессиональное обучение), which has 35 columns.</summary>
    private static readonly string[] training =
    [
        "профессиональногообучения",
        "профессиирабоч",
        "профессийрабоч",
        "должностислужащ",
        "разряд",
    ];

    private static readonly FrozenDictionary<string, string> defaults = new Dictionary<string, string>
    {
        ["status"] = "original",
        ["studyForm"] = "full_time",
    }.ToFrozenDictionary();

    public string Resource => "certificates";

    public TemplateColumns? Match(IReadOnlyList<string> header)
    {
        var values = new string?[header.Count];
        var isTraining = false;
        for (var i = 0; i < values.Length; i++)
        {
            if (header[i].Length > 300)
                continue;
            var bare = TextNormalizer.ComparisonKey(header[i]);
            isTraining |= training.Any(mark => bare.Contains(mark, StringComparison.Ordinal));
            if (members.GetValueOrDefault(bare) is { } member && Array.IndexOf(values, member, 0, i) < 0)
                values[i] = member;
        }
        if (values.Count(member => member is not null) < Enough)
            return null;
        if (isTraining)
            throw CertificateErrors.ProfessionalTraining.ToException();
        return new(
            values.Contains("exchangeConfirmed") || values.Contains("destructionConfirmed") ? "frdo-40" : "frdo-38",
            values,
            defaults
        );
    }
}
