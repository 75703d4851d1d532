using System.Text;
using System.Text.Json;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Programs;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Programs;

/// <summary>The template of ФИС ФРДО as it really comes.</summary>
public sealed class FrdoTemplateTests
{
    /// <summary>The columns of the template in their order, as its facts have them.</summary>
    internal static readonly string[] Forty =
    [
        "Вид документа",
        "Статус документа",
        "Подтверждение утраты",
        "Подтверждение обмена",
        "Подтверждение уничтожения",
        "Серия документа",
        "Номер документа",
        "Дата выдачи документа",
        "Регистрационный номер",
        "Дополнительная профессиональная программа (повышение квалификации/ профессиональная переподготовка)",
        "Наименование дополнительной профессиональной программы",
        "Наименование области профессиональной деятельности",
        "Укрупненные группы специальностей",
        "Наименование квалификации, профессии, специальности",
        "Уровень образования ВО/СПО",
        "Фамилия указанная в дипломе о ВО или СПО",
        "Серия документа о ВО/СПО",
        "Номер документа о ВО/СПО",
        "Год начала обучения (для документа о квалификации)",
        "Год окончания обучения (для документа о квалификации)",
        "Срок обучения, часов (для документа о квалификации)",
        "Фамилия получателя",
        "Имя получателя",
        "Отчество получателя",
        "Дата рождения получателя",
        "Пол получателя",
        "СНИЛС",
        "Форма обучения",
        "Источник финансирования обучения",
        "Форма получения образования на момент прекращения образовательных отношений",
        "Гражданство получателя (код страны по ОКСМ)",
        "Наименование документа об образовании (оригинала)",
        "Серия (оригинала)",
        "Номер (оригинала)",
        "Регистрационный N (оригинала)",
        "Дата выдачи (оригинала)",
        "Фамилия получателя (оригинала)",
        "Имя получателя (оригинала)",
        "Отчество получателя (оригинала)",
        "Номер документа для изменения",
    ];

    private static readonly string[] thirtyEight =
    [
        .. Forty
            .Where((_, i) => i is not (3 or 4))
            .Select(name =>
                name switch
                {
                    "Отчество получателя" => "Отчество получателя (при наличии)",
                    "Уровень образования ВО/СПО" => "Уровень имеющегося образования (ВО/СПО)",
                    "Укрупненные группы специальностей" => "Укрупненные группы специальностей и (или) направлений подготовки",
                    _ => name,
                }
            ),
    ];

    /// <summary>Rows with the problems of real files, under the forty columns. Invented people.</summary>
    private static readonly object?[][] rows =
    [
        [
            "Удостоверение о повышении квалификации",
            "Оригинал",
            "Нет",
            "Нет",
            "Нет",
            "нет",
            "000001",
            "30.05.2024",
            "2024-17",
            "Повышение квалификации",
            "Функциональная\u00a0грамотность на\u200bуроках",
            "Образование и наука",
            "нет",
            "нет",
            "Высшее образование",
            "Примерова",
            "АБ",
            "123456",
            "2024",
            "2024",
            "36",
            "Примерова",
            "Анна",
            "Петровна",
            "12.04.1985",
            "Жен",
            "112-233-445 95",
            "Очная",
            "Бюджетное обучение",
            "в образовательной организации",
            "643",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ],
        [ // numbers and dates where texts and years belong, a zero lost, a country by name, words for nothing
            "Диплом о профессиональной переподготовке",
            "",
            "",
            "",
            "",
            "-",
            Tables.Zeros(2),
            new DateOnly(2024, 5, 30),
            "нет",
            "Профессиональная переподготовка",
            "Менеджмент в образовании",
            "Образование и наука",
            "-",
            "Менеджер",
            "СПО",
            "Образцов\t",
            "—",
            7,
            new DateOnly(2023, 9, 1),
            "30.05.2024",
            256d,
            " Образцов\ufeff",
            "Иван",
            "отсутствует",
            31149d,
            "м",
            5023431600d,
            "очно-заочная",
            "Платно",
            "вне образовательной организации",
            "Россия",
            "нет",
            "-",
            "нет",
            "",
            "",
            "",
            "",
            "",
            null,
        ],
        [ // a duplicate with its original, dates in other writings
            "удостоверение о повышении квалификации",
            "Дубликат",
            "Да",
            "Нет",
            "Нет",
            "",
            "000003",
            "2024-06-01",
            "",
            "",
            "Программа",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "2022",
            "2022",
            "72",
            "Вымышленная",
            "Ольга",
            "",
            "1/2/85",
            "Женский",
            "120.409.243-01",
            "Заочная",
            "Федеральный бюджет",
            "",
            "Беларусь",
            "Удостоверение о повышении квалификации",
            "нет",
            "000777",
            "17",
            "01/06/2022",
            "Вымышленная",
            "Ольга",
            "",
            "",
        ],
        [ // the kind is left out; it corrects what its last column names
            "",
            "Исправленный",
            "",
            "",
            "",
            "",
            "4",
            "01.06.2024",
            "",
            "Повышение квалификации",
            "Программа",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "16",
            "Вымышленная",
            "Ольга",
            "",
            "01.02.1985",
            "ж",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "3",
        ],
        [ // what nobody can read
            "Свидетельство о профессии рабочего, должности служащего",
            "Оригинал",
            "Нет",
            "Нет",
            "Нет",
            "",
            "000005",
            "32.05.2024",
            "",
            "",
            "Программа",
            "",
            "",
            "",
            "учёная степень",
            "",
            "",
            "",
            "весной",
            "2024",
            "много",
            "Вымышленная",
            "Ольга",
            "",
            "",
            "",
            "112-233-445 9",
            "Вечерняя",
            "",
            "",
            "Атлантида",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ],
    ];

    private static readonly string[] documents =
    [
        """{"kind":"upgrade_certificate","status":"original","lossConfirmed":false,"exchangeConfirmed":false,"destructionConfirmed":false,"number":"000001","issuedOn":"2024-05-30","registrationNumber":"2024-17","programTitle":"Функциональная грамотность науроках","professionalArea":"Образование и наука","educationLevel":"higher","diplomaSurname":"Примерова","diplomaSeries":"АБ","diplomaNumber":"123456","startYear":2024,"endYear":2024,"hours":36,"educator":{"lastName":"Примерова","firstName":"Анна","middleName":"Петровна","birthDate":"1985-04-12","gender":"female","snils":"112-233-445 95","citizenship":"643"},"studyForm":"full_time","funding":"budget","educationForm":"in_organisation"}""",
        """{"kind":"retraining_diploma","status":"original","number":"000002","issuedOn":"2024-05-30","programTitle":"Менеджмент в образовании","professionalArea":"Образование и наука","qualificationName":"Менеджер","educationLevel":"vocational","diplomaSurname":"Образцов","diplomaNumber":"7","startYear":2023,"endYear":2024,"hours":256,"educator":{"lastName":"Образцов","firstName":"Иван","birthDate":"1985-04-12","gender":"male","snils":"050-234-316 00","citizenship":"643"},"studyForm":"part_time","funding":"paid","educationForm":"outside_organisation"}""",
        """{"kind":"upgrade_certificate","status":"duplicate","lossConfirmed":true,"exchangeConfirmed":false,"destructionConfirmed":false,"number":"000003","issuedOn":"2024-06-01","programTitle":"Программа","startYear":2022,"endYear":2022,"hours":72,"educator":{"lastName":"Вымышленная","firstName":"Ольга","birthDate":"1985-02-01","gender":"female","snils":"120-409-243 01","citizenship":"112"},"studyForm":"extramural","funding":"budget","original":{"documentName":"Удостоверение о повышении квалификации","number":"000777","registrationNumber":"17","issuedOn":"2022-06-01","lastName":"Вымышленная","firstName":"Ольга"}}""",
        """{"kind":"upgrade_certificate","status":"correction","number":"4","issuedOn":"2024-06-01","programTitle":"Программа","hours":16,"educator":{"lastName":"Вымышленная","firstName":"Ольга","birthDate":"1985-02-01","gender":"female"},"studyForm":"full_time","original":{"number":"3"}}""",
        """{"status":"original","lossConfirmed":false,"exchangeConfirmed":false,"destructionConfirmed":false,"number":"000005","programTitle":"Программа","endYear":2024,"educator":{"lastName":"Вымышленная","firstName":"Ольга","snils":"112-233-445 9"}}""",
    ];

    private static readonly string[] faults =
    [
        "kind not-one-of",
        "issuedOn wrong-format",
        "educationLevel not-one-of",
        "startYear wrong-format",
        "hours wrong-format",
        "educator/citizenship unknown-code",
        "studyForm not-one-of",
    ];

    [Fact]
    public async Task A_workbook_with_every_problem_of_real_files_gives_its_rows()
    {
        var read = await Tables.Xlsx<Certificate>([
            ["Сведения о документах"],
            [.. Forty.Select(name => name == "СНИЛС" ? (object)Tables.Inline(name) : name)],
            .. rows.Take(2),
            [],
            .. rows.Skip(2),
        ]);
        Assert.Equal("frdo-40", read.File.Template);
        Assert.Equal(documents, read.Documents);
        Assert.Equal([3, 4, 6, 7, 8], read.Rows.Select(r => r.Number));
        Assert.Equal(faults.Select(f => $"8 /{f}").Order(), read.Faults.Order());
    }

    [Fact]
    public async Task The_same_as_csv_of_windows_1251_in_any_order_and_spelling_gives_the_same_rows()
    {
        var order = Enumerable.Range(0, 40).OrderBy(i => (i * 7 + 3) % 40).ToArray();
        var lines = rows.Select(row => string.Join(';', order.Select(i => Csv(row[i]))))
            .Prepend(string.Join(';', order.Select(i => $"\" {Forty[i].ToUpperInvariant().Replace(' ', '\u00a0')}:\"")))
            .Prepend("Сведения, выгружены, 30.05.2024;;");
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes(string.Join("\r\n", lines));
        var read = await Tables.Open<Certificate>(bytes, RowReaders.Csv);
        Assert.Equal("frdo-40", read.File.Template);
        Assert.Equal(documents.Select(Sorted), read.Documents.Select(Sorted));
        Assert.Equal(faults.Select(f => $"7 /{f}").Order(), read.Faults.Order());
    }

    [Fact]
    public async Task The_former_generation_of_38_columns_is_known_by_its_headers()
    {
        var read = await Tables.Xlsx<Certificate>([
            [.. thirtyEight],
            .. rows.Take(3).Select(row => row.Where((_, i) => i is not (3 or 4)).ToArray()),
        ]);
        Assert.Equal("frdo-38", read.File.Template);
        string[] removed = ["\"exchangeConfirmed\":false,", "\"destructionConfirmed\":false,"];
        Assert.Equal(
            documents.Take(3).Select(d => removed.Aggregate(d, (text, member) => text.Replace(member, "", StringComparison.Ordinal))),
            read.Documents
        );
    }

    [Fact]
    public async Task The_headers_of_institutes_are_known_too()
    {
        string[] header =
        [
            "Вид документа",
            "Номер удостоверения",
            "Дата выдачи удостоверения",
            "Наименование курса",
            "Часов",
            "Фамилия",
            "Имя",
            "Отчество",
            "Дата рождения",
            "Пол",
            "Страховой номер",
            "Гражданство",
            "Организация",
            "Регион",
        ];
        var read = await Tables.Xlsx<Certificate>([
            [.. header],
            [
                "Удостоверение",
                "1",
                "30.05.2024",
                "Курс",
                "36",
                "Вымышленная",
                "Ольга",
                "-",
                "01.02.1985",
                "ж",
                "112-233-445 95",
                "РФ",
                "source:iro",
                "Челябинская обл",
            ],
        ]);
        Assert.Equal(
            """{"kind":"upgrade_certificate","number":"1","issuedOn":"2024-05-30","programTitle":"Курс","hours":36,"educator":{"lastName":"Вымышленная","firstName":"Ольга","birthDate":"1985-02-01","gender":"female","snils":"112-233-445 95","citizenship":"643"},"providerInstituteId":"source:iro","regionCode":"74","status":"original","studyForm":"full_time"}""",
            read.Documents.Single()
        );
        Assert.Empty(read.Faults);
    }

    [Fact]
    public async Task The_template_of_professional_training_is_refused_with_an_explanation()
    {
        object?[] header =
        [
            .. Forty.Take(9),
            "Программа профессионального обучения",
            "Наименование профессии рабочих, должности служащих",
            "Присвоенный квалификационный разряд, класс, категория (при наличии)",
            .. Forty.Skip(18).Take(13),
        ];
        Assert.Equal(
            "certificates.professional-training",
            await Tables.ReadProblemCode<Certificate>(Tables.Workbook(header, ["Свидетельство"]), RowReaders.Xlsx)
        );
    }

    [Fact]
    public async Task A_column_of_the_template_that_stands_twice_or_is_misspelt_refuses_the_file()
    {
        Assert.Equal(
            "imports.unknown-columns",
            await Tables.ReadProblemCode<Certificate>(Tables.Workbook([.. Forty, "Номир документа"], rows[0]), RowReaders.Xlsx)
        );
        Assert.Equal(
            "imports.duplicate-columns",
            await Tables.ReadProblemCode<Certificate>(Tables.Workbook([.. Forty, "Номер документа"], rows[0]), RowReaders.Xlsx)
        );
    }

    [Fact]
    public async Task Another_resource_is_not_taken_for_it() =>
        Assert.Equal(
            "imports.no-header",
            await Tables.ReadProblemCode<Efs.Api.Modules.Educators.Educator>(Tables.Workbook([.. Forty], rows[0]), RowReaders.Xlsx)
        );

    [Fact]
    public void The_two_generations_have_40_and_38_columns_that_all_are_known()
    {
        Assert.Equal((40, 38), (Forty.Length, thirtyEight.Length));
        Assert.DoesNotContain(null, new FrdoTemplate().Match(Forty)!.Members);
        Assert.DoesNotContain(null, new FrdoTemplate().Match(thirtyEight)!.Members);
    }

    private static string Csv(object? cell)
    {
        var text = cell switch
        {
            null => "",
            DateOnly date => date.ToString("dd.MM.yyyy", System.Globalization.CultureInfo.InvariantCulture),
            Tables.Raw => "000002",
            IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => (string)cell,
        };
        return $"\"{text.Replace("\u200b", "", StringComparison.Ordinal).Replace("\ufeff", "", StringComparison.Ordinal)}\"";
    }

    private static string Sorted(string document) =>
        string.Join(',', Flat("", JsonDocument.Parse(document).RootElement).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Flat(string path, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().SelectMany(m => Flat($"{path}/{m.Name}", m.Value))
            : [$"{path}:{value.GetRawText()}"];
}
