using System.Globalization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Programs;

/// <summary>
/// Certificates as the ФИС ФРДО template of continuing education: 40 columns, its words for codes, its defaults for absent
/// values.
/// </summary>
internal sealed class FrdoExport(Db db, IEducatorDirectory people) : IExportTemplate
{
    private const string None = "нет";

    private static readonly (string Name, Func<Line, string?> Cell)[] columns =
    [
        ("Вид документа", l => FrdoTexts.KindName(l.Certificate.Kind)),
        (
            "Статус документа",
            l =>
                l.Certificate.Status switch
                {
                    "original" => "Оригинал",
                    "duplicate" => "Дубликат",
                    _ => "Исправленный",
                }
        ),
        ("Подтверждение утраты", l => YesNo(l.Certificate.LossConfirmed)),
        ("Подтверждение обмена", l => YesNo(l.Certificate.ExchangeConfirmed)),
        ("Подтверждение уничтожения", l => YesNo(l.Certificate.DestructionConfirmed)),
        ("Серия документа", l => l.Certificate.Series ?? None),
        ("Номер документа", l => l.Certificate.Number),
        ("Дата выдачи документа", l => Day(l.Certificate.IssuedOn)),
        ("Регистрационный номер", l => l.Certificate.RegistrationNumber ?? None),
        (
            "Дополнительная профессиональная программа (повышение квалификации/ профессиональная переподготовка)",
            l => l.Certificate.Kind == "upgrade_certificate" ? "Повышение квалификации" : "Профессиональная переподготовка"
        ),
        ("Наименование дополнительной профессиональной программы", l => l.ProgramTitle),
        ("Наименование области профессиональной деятельности", l => l.Certificate.ProfessionalArea),
        ("Укрупненные группы специальностей", l => l.Certificate.SpecialtyGroup),
        ("Наименование квалификации, профессии, специальности", l => l.Certificate.QualificationName ?? None),
        (
            "Уровень образования ВО/СПО",
            l =>
                l.Certificate.EducationLevel switch
                {
                    "higher" => "Высшее образование",
                    "vocational" => "Среднее профессиональное образование",
                    _ => null,
                }
        ),
        ("Фамилия указанная в дипломе о ВО или СПО", l => l.Certificate.DiplomaSurname),
        ("Серия документа о ВО/СПО", l => l.Certificate.DiplomaSeries),
        ("Номер документа о ВО/СПО", l => l.Certificate.DiplomaNumber),
        ("Год начала обучения (для документа о квалификации)", l => Number(l.Certificate.StartYear)),
        ("Год окончания обучения (для документа о квалификации)", l => Number(l.Certificate.EndYear)),
        ("Срок обучения, часов (для документа о квалификации)", l => Number(l.Certificate.Hours)),
        ("Фамилия получателя", l => l.Person?.LastName),
        ("Имя получателя", l => l.Person?.FirstName),
        ("Отчество получателя", l => l.Person?.MiddleName),
        ("Дата рождения получателя", l => Day(l.Person?.BirthDate)),
        (
            "Пол получателя",
            l =>
                l.Person?.Gender switch
                {
                    "male" => "Муж",
                    "female" => "Жен",
                    _ => null,
                }
        ),
        ("СНИЛС", l => l.Person?.Snils),
        (
            "Форма обучения",
            l =>
                l.Certificate.StudyForm switch
                {
                    "full_time" => "Очная",
                    "part_time" => "Очно-заочная",
                    _ => "Заочная",
                }
        ),
        (
            "Источник финансирования обучения",
            l => (l.Certificate.Funding ?? FrdoTexts.DefaultFunding) == "budget" ? "Бюджетное обучение" : "Платное обучение"
        ),
        (
            "Форма получения образования на момент прекращения образовательных отношений",
            l =>
                (l.Certificate.EducationForm ?? FrdoTexts.DefaultEducationForm) == "outside_organisation"
                    ? "вне образовательной организации"
                    : "в образовательной организации"
        ),
        ("Гражданство получателя (код страны по ОКСМ)", l => l.Person?.Citizenship ?? "643"),
        ("Наименование документа об образовании (оригинала)", l => l.Original?.DocumentName),
        ("Серия (оригинала)", l => l.Original?.Series),
        ("Номер (оригинала)", l => l.Original?.Number),
        ("Регистрационный N (оригинала)", l => l.Original?.RegistrationNumber),
        ("Дата выдачи (оригинала)", l => Day(l.Original?.IssuedOn)),
        ("Фамилия получателя (оригинала)", l => l.Original?.LastName),
        ("Имя получателя (оригинала)", l => l.Original?.FirstName),
        ("Отчество получателя (оригинала)", l => l.Original?.MiddleName),
        ("Номер документа для изменения", l => l.Certificate.Status == "correction" ? l.Original?.Number : null),
    ];

    private sealed record Line(Certificate Certificate, PersonDescription? Person, string? ProgramTitle, OriginalDocument? Original);

    public string Name => "Шаблон";

    public IReadOnlyList<string> Columns { get; } = [.. columns.Select(c => c.Name)];

    public async Task<ExportRows> Rows(IReadOnlyList<object> records, CancellationToken cancellationToken)
    {
        var certificates = records.Cast<Certificate>().ToList();
        var known = await people.Describe([.. certificates.Select(c => c.EducatorId).Distinct()], cancellationToken);
        var texts = await FrdoTexts.Read(db, certificates, cancellationToken);
        return new([.. certificates.Select(Line).Select(line => (string?[])[.. columns.Select(c => c.Cell(line))])], [.. known.Keys]);

        Line Line(Certificate certificate)
        {
            var person = known.GetValueOrDefault(certificate.EducatorId);
            var original = texts.Replaced(certificate) is { } replaced ? WithHolder(replaced, person) : certificate.Original;
            return new(certificate, person, texts.Title(certificate), original);
        }
    }

    // A replaced certificate of the register belongs to the same person.
    private static OriginalDocument WithHolder(OriginalDocument replaced, PersonDescription? person) =>
        replaced with
        {
            LastName = person?.LastName,
            FirstName = person?.FirstName,
            MiddleName = person?.MiddleName,
        };

    private static string YesNo(bool value) => value ? "Да" : "Нет";

    private static string? Day(DateOnly? date) => date?.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);
}
