using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Imports;

/// <summary>Tables from the file to the register and back: what a person who sends one meets.</summary>
public sealed class TabularReaderTests(EfsHost efs) : IClassFixture<EfsHost>
{
    static TabularReaderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private const string Frdo =
        "Вид документа;Статус документа;Серия документа;Номер документа;Дата выдачи;Регистрационный номер;Наименование курса;Объем "
        + "часов;Год начала обучения;Год окончания обучения;Фамилия получателя;Имя получателя;Отчество получателя (при наличии);Дата "
        + "рождения получателя;Пол получателя;Страховой номер;Форма обучения;Гражданство получателя";

    [Fact]
    public async Task The_report_of_a_table_is_a_table_that_goes_in_when_it_is_mended()
    {
        const string header = "Ключ записи;Фамилия;Имя;Отчество;Пол;Дата рождения;СНИЛС;legalBasis.kind";
        string[] rows =
        [
            $"t-1;Иванова;Мария;Петровна;жен;12.04.1985;{Documents.NewSnils()};contract",
            $"t-2;-Ёлкина;Анна;;ж;31.02.1990;{Documents.NewSnils()};contract",
            $"t-3;Петров;Пётр;;муж;01.02.80;{Documents.NewSnils()[..^2]}00;contract",
        ];
        var file = Encoding.GetEncoding(1251).GetBytes(string.Join("\r\n", [header, .. rows]));
        var import = await efs.Region74.Import("resource=educators", file, "text/csv");
        Assert.True(import.Summary() == "done created=1 rejected=2", import.ToJsonString());
        Assert.Equal(["3 /birthDate wrong-format", "4 /snils snils-checksum"], await efs.Region74.RowErrors(import));

        using var response = await efs.Region74.GetAs(Exports.Table, $"/v1/imports/{import.Id()}/rows/export?outcome=rejected");
        var report = await response.Content.ReadAsStringAsync();
        Assert.StartsWith($"#row,#outcome,#key,#errors,{header.Replace(';', ',')}\r\n", report, StringComparison.Ordinal);
        Assert.Contains("'-Ёлкина", report, StringComparison.Ordinal);
        Assert.Contains(
            ",«Дата рождения»: ожидается значение вида 30.05.2024,",
            report.Replace("\"", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Equal(["Дата рождения", "СНИЛС"], import["errors"]!.AsArray().Select(e => (string?)e!["column"]));
        var mended = report
            .Replace("31.02.1990", "28.02.1990", StringComparison.Ordinal)
            .Replace(rows[2].Split(';')[6], Documents.NewSnils(), StringComparison.Ordinal);
        Assert.Equal("done created=2", (await efs.Region74.Import("resource=educators", mended, "text/csv")).Summary());
        Assert.Equal(
            "-Ёлкина",
            (await efs.Region74.GetJson("/v1/educators?regionCode=74&sourceId=t-2"))["items"]![0]!.AsObject().Text("lastName")
        );
    }

    [Fact]
    public async Task The_import_names_the_sheets_that_it_read_and_its_report_the_sheet_of_a_row()
    {
        object?[] header = ["Ключ записи", "Вид организации", "Полное наименование", "Сельская местность", "Уровни образования"];
        var book = Tables.Book(
            (
                "Инструкция",
                [
                    ["Заполните листы городов"],
                ]
            ),
            ("Челябинск", [header, ["sheet-1", "Лицей", "Лицей А", "-", "noo"]]),
            ("Миасс", [header, ["sheet-2", "Дворец", "Лицей Б", "+", "noo"]])
        );
        var import = await efs.Region74.Import("resource=schools", book, Exports.Workbook);
        Assert.Equal("done created=1 rejected=1", import.Summary());
        Assert.Equal(
            """["Челябинск","Миасс"]""",
            import["sheets"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        );
        var error = import["errors"]![0]!;
        Assert.Equal(("Миасс", 2, "Вид организации"), ((string?)error["sheet"], (int)error["row"]!, (string?)error["column"]));
        using var response = await efs.Region74.GetAs(Exports.Table, $"/v1/imports/{import.Id()}/rows/export?outcome=rejected");
        Assert.Contains("\r\nМиасс!2,rejected,", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_whose_last_date_proves_its_months_first_stores_none_of_them()
    {
        var rows = Enumerable
            .Range(1, 2500)
            .Select(i => $"us-{i};Тестова;Анна;ж;{(i == 2500 ? "3/13/80" : "3/12/80")};{Documents.NewSnils()};договор");
        var file = string.Join('\n', ["Ключ записи;Фамилия;Имя;Пол;Дата рождения;СНИЛС;Вид основания обработки", .. rows]);
        var import = await efs.Region74.Import("resource=educators&dryRun=true", file, "text/csv");
        Assert.Equal("done rejected=2500", import.Summary());
        Assert.Equal("month-first", (string?)import["errors"]![0]!["code"]);
    }

    [Fact]
    public async Task What_a_list_gives_as_csv_goes_in_again_and_changes_nothing()
    {
        using var region = await efs.Client("round-trip", EfsHost.WholeRegion, "35");
        var school = await region.Create(
            "/v1/schools",
            Documents.School("35").With("sourceId", "rt-school").With("fullName", "Школа «Восток», № 1; \"лучшая\"")
        );
        await region.Create(
            "/v1/educators",
            Documents.Educator("35").With("sourceId", "rt-1").With("employments", new JsonArray(Documents.Employment(school.Id())))
        );
        foreach (var resource in new[] { "schools", "educators" })
        {
            using var response = await region.GetAs(Exports.Table, $"/v1/{resource}/export");
            var import = await region.Import($"resource={resource}", await response.Content.ReadAsByteArrayAsync(), "text/csv");
            Assert.True(import.Summary() == "done unchanged=1", $"{resource}: {import.ToJsonString()}");
        }
    }

    [Fact]
    public async Task A_file_for_ФРДО_finds_its_people_enters_the_missing_when_asked_and_tells_what_is_wrong()
    {
        var institute = (await efs.Region74.Create("/v1/institutes", Documents.Institute().With("sourceId", "frdo-iro"))).Id();
        var known = await efs.Region74.Create("/v1/educators", Documents.Educator(lastName: "Фролова"));
        string Row(string number, string snils, string lastName, string hours = "36", string issued = "30.05.2024") =>
            "Удостоверение о повышении "
            + $"квалификации;Оригинал;нет;{number};{issued};нет;Функциональная\u00A0грамотность;{hours};2024;01.05.2024;{lastName};Мария;Петровна;12.04.1985;Жен;{snils};Очная;Россия";
        var unknown = Documents.NewSnils();
        var file = string.Join(
            "\r\n",
            Frdo,
            Row(
                "000001",
                known.Text("snils").Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal),
                "Фролова"
            ),
            Row("000002", "", "ФРОЛОВА"),
            Row("000003", unknown, "Новосёлова"),
            Row("000004", known.Text("snils"), "Фролова", hours: "8"),
            Row("000005", known.Text("snils"), "Фролова", issued: "вчера"),
            Row("000006", Documents.NewSnils(), "Незваная", issued: "30.05.2023")
        );

        var import = await efs.Region74.Import($"resource=certificates&providerInstituteId={institute}", file, "text/csv");
        Assert.Equal(("done created=2 rejected=4", "frdo-38"), (import.Summary(), import.Text("template")));
        Assert.Equal(
            [
                "4 /educator unknown-person",
                "5 /hours too-short",
                "6 /issuedOn wrong-format",
                "7 /issuedOn date-order",
                "7 /educator unknown-person",
            ],
            await efs.Region74.RowErrors(import)
        );

        var entering = await efs.Region74.Import(
            $"resource=certificates&createEducators=true&providerInstituteId={institute}",
            file,
            "text/csv"
        );
        Assert.Equal("done created=1 unchanged=2 rejected=3", entering.Summary());
        // For a row that is rejected nobody is entered.
        Assert.Empty((await efs.Region74.GetJson("/v1/educators?q=" + Uri.EscapeDataString("незваная")))["items"]!.AsArray());
        Assert.Single((await efs.Region74.GetJson("/v1/educators?q=" + Uri.EscapeDataString("новоселова")))["items"]!.AsArray());
        var certificates = (await efs.Region74.GetJson($"/v1/certificates?providerInstituteId={institute}"))["items"]!.AsArray();
        Assert.Equal(["000001", "000002", "000003"], certificates.Select(c => (string)c!["number"]!).Order(StringComparer.Ordinal));

        // What ФРДО is given is taken again and changes nothing, although it names defaults where the file left values out.
        using var back = await efs.Region74.GetAs(Exports.Workbook, $"/v1/certificates/export?providerInstituteId={institute}");
        var again = await efs.Region74.Import(
            $"resource=certificates&providerInstituteId={institute}",
            await back.Content.ReadAsByteArrayAsync(),
            Exports.Workbook
        );
        Assert.Equal(("frdo-40", "done unchanged=3"), (again.Text("template"), again.Summary()));
    }
}
