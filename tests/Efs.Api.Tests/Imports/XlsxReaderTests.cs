using System.IO.Compression;
using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Modules.Educators;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Schools;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Imports;

/// <summary>Rows of an XLSX, well-formed and hostile.</summary>
public sealed class XlsxReaderTests
{
    private const string Workbook =
        """<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Лист1" r:id="a"/></sheets></workbook>""";
    private const string Links =
        """<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/><Relationship Id="b" Target="sharedStrings.xml"/></Relationships>""";

    [Fact]
    public async Task Cells_of_every_kind_are_read()
    {
        var read = await Tables.Xlsx<Educator>(
            ["Выгрузка"],
            [],
            [
                "Фамилия",
                Tables.Inline("Имя"),
                "Дата рождения",
                "СНИЛС",
                "employments.1.rate",
                "employments.1.isMain",
                "teachingSince",
                null,
                "sourceId",
                "Гражданство",
            ],
            [
                "Иванова",
                Tables.Inline("Мария"),
                new DateOnly(1985, 4, 12),
                5023431600d,
                0.1 + 0.2,
                true,
                39326,
                null,
                Tables.Zeros(17),
                643,
            ],
            [],
            ["Петрова", null, new DateOnly(1990, 1, 1), "120-409-243 01", 1, false, "01.09.2010", null, 1234567890123d]
        );
        Assert.Empty(read.Faults);
        Assert.Equal(
            [
                """{"lastName":"Иванова","firstName":"Мария","birthDate":"1985-04-12","snils":"050-234-316 00","employments":[{"rate":0.3,"isMain":true}],"teachingSince":"2007-09-01","sourceId":"000017","citizenship":"643"}""",
                """{"lastName":"Петрова","birthDate":"1990-01-01","snils":"120-409-243 01","employments":[{"rate":1,"isMain":false}],"teachingSince":"2010-09-01","sourceId":"1234567890123"}""",
            ],
            read.Documents
        );
        Assert.Equal([4, 6], read.Rows.Select(r => r.Number));
        Assert.Equal("1985-04-12", read.Rows[0].Cells![2]);
    }

    [Fact]
    public async Task Dates_of_a_workbook_that_counts_from_1904_are_its_own() =>
        Assert.Equal(
            ["""{"lastName":"Иванова","birthDate":"1985-04-12"}"""],
            (
                await Tables.Open<Educator>(
                    Tables.Workbook(
                        [
                            ["Фамилия", "Дата рождения"],
                            ["Иванова", new DateOnly(1985, 4, 12)],
                        ],
                        "ШАБЛОН ",
                        is1904: true
                    ),
                    RowReaders.Xlsx
                )
            ).Documents
        );

    private static readonly object?[] schools = ["sourceId", "Вид", "Полное наименование", "Адрес"];

    private static object?[] School(string key) => [key, "Лицей", $"Лицей {key}", null];

    [Fact]
    public async Task The_sheet_with_the_header_is_found_among_the_others()
    {
        var read = await Tables.Open<School>(
            Tables.Book(
                (
                    "Инструкция",
                    [
                        ["Заполните второй лист"],
                        ["Адрес", "Куда отправить файл"],
                    ]
                ),
                ("Данные", [schools, School("a")]),
                (
                    "Справочник",
                    [
                        ["Вид", "Пояснение"],
                        ["Лицей", "с 2012 года"],
                    ]
                )
            ),
            RowReaders.Xlsx
        );
        Assert.Equal(["""{"sourceId":"a","kind":"lyceum","fullName":"Лицей a"}"""], read.Documents);
        Assert.Equal(["Данные"], read.File.Sheets);
        Assert.Null(read.Rows[0].Sheet);
    }

    [Fact]
    public async Task Sheets_with_the_same_columns_are_read_one_after_another_whatever_their_order()
    {
        var read = await Tables.Open<School>(
            Tables.Book(
                ("Челябинск", [schools, School("a")]),
                ("Пусто", [schools]),
                (
                    "Магнитогорск",
                    [
                        ["Школы города"],
                        [.. schools.Reverse(), null],
                        [.. School("b").Reverse()],
                    ]
                ),
                ("Миасс", [schools, School("c")])
            ),
            RowReaders.Xlsx
        );
        Assert.Equal(["Челябинск", "Магнитогорск", "Миасс"], read.File.Sheets);
        Assert.Equal(["Челябинск 2", "Магнитогорск 3", "Миасс 2"], read.Rows.Select(r => $"{r.Sheet} {r.Number}"));
        Assert.Equal(["a", "b", "c"], read.Rows.Select(r => r.Cells![0]));
        Assert.Equal("""{"sourceId":"b","kind":"lyceum","fullName":"Лицей b"}""", read.Documents.ElementAt(1));
        Assert.Empty(read.Faults);
    }

    [Fact]
    public async Task A_further_sheet_of_data_with_other_columns_refuses_the_file_by_name()
    {
        var book = Tables.Book(("Челябинск", [schools, School("a")]), ("Магнитогорск", [schools[..3], School("b")[..3]]));
        var problem = await Tables.ReadProblem<School>(new MemoryStream(book), RowReaders.Xlsx);
        Assert.Equal(
            ("imports.other-sheet", "«Магнитогорск» отличается от листа «Челябинск»"),
            (problem.Error.Code, problem.Detail!.Value.Ru)
        );
    }

    [Fact]
    public async Task Without_a_header_the_sheets_that_were_looked_at_are_named()
    {
        var problem = await Tables.ReadProblem<School>(
            new MemoryStream(
                Tables.Book(
                    (
                        "Лист1",
                        [
                            ["Школа"],
                        ]
                    ),
                    (
                        "Лист2",
                        [
                            ["Лицей"],
                        ]
                    )
                )
            ),
            RowReaders.Xlsx
        );
        Assert.StartsWith("Просмотрены листы: «Лист1», «Лист2». ", problem.Detail!.Value.Ru, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1234567890123457", "1234567890123457")] // more than fifteen digits
    [InlineData("9007199254740992", "9007199254740992")] // 2^53
    [InlineData("-17", "-17")]
    [InlineData("0", "0")]
    [InlineData("5.0234316E9", "5023431600")] // as Apache POI writes every number from ten millions on
    [InlineData("1.234567890123457E15", "1234567890123457")]
    [InlineData("7.72400123456E+11", "772400123456")]
    [InlineData("12345678901234567891", "12345678901234567891")] // no calculation writes such digits
    [InlineData("0.57999999999999996", "0.58")]
    [InlineData("36.6", "36.6")]
    [InlineData("1.23456789012345E+15", null)] // a number of sixteen digits of which Excel kept fifteen
    [InlineData("1.2345678901234567E+19", null)]
    [InlineData("12345678901234567168", null)] // a rounded number with all its digits
    [InlineData("12345678901234600000", null)]
    public async Task A_number_is_read_with_the_digits_of_the_file_or_refused_where_they_are_lost(string value, string? text)
    {
        var read = await Tables.Xlsx<School>(["sourceId"], [new Tables.Raw("", $"<v>{value}</v>")]);
        Assert.Equal(text is null ? ["2 /sourceId lost-digits"] : [], read.Faults);
        Assert.Equal(text is null ? "{}" : $$"""{"sourceId":"{{text}}"}""", read.Documents.Single());
    }

    [Theory]
    [InlineData("s=\"1\"", "29292", "1980-03-12")]
    [InlineData("s=\"1\"", "29292.0002", "1980-03-12")] // SheetJS and the time zones of 1980: 17 seconds
    [InlineData("s=\"1\"", "29291.999999999", "1980-03-12")]
    [InlineData("t=\"d\"", "1980-03-12T00:00:00.000Z", "1980-03-12")]
    [InlineData("t=\"d\"", "1980-03-12", "1980-03-12")]
    [InlineData("s=\"1\"", "0", "")] // an empty date of 1С
    [InlineData("s=\"1\"", "1", "1900-01-01")] // before the 29 February that Excel invented
    [InlineData("s=\"1\"", "29291.875", null)] // the evening before, as exceljs writes a local date in Moscow
    [InlineData("t=\"d\"", "1980-03-11T21:00:00.000Z", null)]
    public async Task A_date_has_no_time_of_day(string attributes, string value, string? date)
    {
        var read = await Tables.Xlsx<Educator>(["lastName", "birthDate"], ["Иванова", new Tables.Raw(attributes, $"<v>{value}</v>")]);
        Assert.Equal(date is null ? ["2 /birthDate time-in-date"] : [], read.Faults);
        Assert.Equal(date is null or "", !read.Documents.Single().Contains("birthDate", StringComparison.Ordinal));
        Assert.Contains(date ?? "", read.Documents.Single(), StringComparison.Ordinal);
        if (date is null)
            Assert.StartsWith("в ячейке дата и время 21:00", read.Rows[0].Errors[0].Message.Ru, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Formulas_errors_and_dates_among_texts_are_faults_of_their_cells()
    {
        var read = await Tables.Xlsx<School>(
            ["fullName", "shortName", "phone", "municipality", "#errors"],
            [
                "Школа",
                Tables.Formula("Лицей"),
                new Tables.Raw("t=\"e\"", "<v>#N/A</v>"),
                new DateOnly(2024, 5, 12),
                Tables.Formula("прочее"),
            ]
        );
        Assert.Equal(["2 /shortName formula", "2 /phone cell-error", "2 /municipality date-in-text"], read.Faults);
        Assert.Equal(["""{"fullName":"Школа"}"""], read.Documents);
        Assert.Equal("Лицей", read.Rows.Single().Cells![1]); // what it showed goes into the report
    }

    [Fact]
    public async Task What_xml_cannot_say_is_written_out_and_what_no_text_can_hold_stays_so()
    {
        var read = await Tables.Xlsx<School>(["fullName", "shortName"], ["Школа_x000D_ первая_x0009_", "_x0000__xD800_"]);
        Assert.Equal(["""{"fullName":"Школа первая","shortName":"_x0000__xD800_"}"""], read.Documents);
    }

    private const string SharedRows =
        """<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c t="s"><v></v></c></row></sheetData></worksheet>""";
    private const string InlineRows =
        """<worksheet><sheetData><row><c t="inlineStr"><is><t>fullName</t></is></c></row><row><c t="inlineStr"><is><t>Школа</t></is></c></row></sheetData></worksheet>""";
    private const string SharedTexts = "<sst><si><t>fullName</t></si><si><t>shortName</t></si><si><t>Школа</t></si></sst>";

    public static TheoryData<string, byte[]> Oddities() =>
        new()
        {
            { "a shared text without a value", Book(Links, "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml") },
            { "parts named in another case", Book(Links, "XL/SharedStrings.xml", "xl/Worksheets/Sheet1.XML") },
            { "a backslash between folders", Book(Links, @"xl\sharedStrings.xml", @"xl\worksheets\sheet1.xml") },
            {
                "a backslash in a target",
                Book(
                    Links.Replace("worksheets/", @"worksheets\", StringComparison.Ordinal),
                    "xl/sharedStrings.xml",
                    "xl/worksheets/sheet1.xml"
                )
            },
            {
                "targets relative to the workbook",
                Book(
                    Links
                        .Replace("worksheets/", "../xl/./worksheets/", StringComparison.Ordinal)
                        .Replace("sharedStrings", "../texts/sharedStrings", StringComparison.Ordinal),
                    "texts/sharedStrings.xml",
                    "xl/worksheets/sheet1.xml"
                )
            },
            {
                "shared texts known by the type of their relationship",
                Book(
                    Links.Replace(
                        "Target=\"sharedStrings",
                        "Type=\"http://schemas/relationships/sharedStrings\" Target=\"texts",
                        StringComparison.Ordinal
                    ),
                    "xl/texts.xml",
                    "xl/worksheets/sheet1.xml"
                )
            },
            {
                "places in small letters, or none",
                Sheet(
                    """<worksheet><sheetData><row r=""><c r="a1" t="inlineStr"><is><t>fullName</t></is></c></row><row><c r="a2" t="str"><v>Школа</v></c></row></sheetData></worksheet>"""
                )
            },
            {
                "a workbook of another name",
                Tables.Zip(
                    (
                        "_rels/.rels",
                        """<Relationships><Relationship Type="http://schemas/officeDocument" Target="/xl/book.xml"/></Relationships>"""
                    ),
                    ("xl/book.xml", Workbook),
                    ("xl/_rels/book.xml.rels", Links),
                    ("xl/worksheets/sheet1.xml", InlineRows)
                )
            },
            {
                "a sheet of a chart in front",
                Tables.Zip(
                    (
                        "xl/workbook.xml",
                        Workbook.Replace("<sheets>", """<sheets><sheet name="График" r:id="c"/>""", StringComparison.Ordinal)
                    ),
                    (
                        "xl/_rels/workbook.xml.rels",
                        Links.Replace(
                            "<Relationships>",
                            """<Relationships><Relationship Id="c" Type="http://schemas/chartsheet" Target="chartsheets/sheet1.xml"/>""",
                            StringComparison.Ordinal
                        )
                    ),
                    ("xl/worksheets/sheet1.xml", InlineRows)
                )
            },
            {
                "shared texts related but left out",
                Tables.Zip(("xl/workbook.xml", Workbook), ("xl/_rels/workbook.xml.rels", Links), ("xl/worksheets/sheet1.xml", InlineRows))
            },
        };

    [Theory, MemberData(nameof(Oddities))]
    public async Task Workbooks_that_Excel_opens_are_read(string what, byte[] content)
    {
        var read = await Tables.Open<School>(content, RowReaders.Xlsx);
        Assert.Equal((what, """{"fullName":"Школа"}"""), (what, Assert.Single(read.Documents)));
        Assert.Empty(read.Faults);
    }

    public static TheoryData<string, byte[], string> Strangers()
    {
        var whole = Tables.Workbook(["fullName"], ["Школа"]);
        return new()
        {
            { "csv", "fullName\nШкола\n"u8.ToArray(), "imports.not-xlsx" },
            { "old xls", [0xD0, 0xCF, 0x11, 0xE0, 0, 0, 0, 0], "imports.old-xls" },
            { "html", "<!DOCTYPE html>"u8.ToArray(), "imports.is-html" },
            { "json", "{}"u8.ToArray(), "imports.is-json" },
            { "another zip", Tables.Zip(("word/document.xml", "<document/>")), "imports.not-xlsx" },
            {
                "a text document",
                Tables.Zip(
                    (
                        "_rels/.rels",
                        """<Relationships><Relationship Type="http://schemas/officeDocument" Target="word/document.xml"/></Relationships>"""
                    ),
                    ("word/document.xml", "<document/>")
                ),
                "imports.not-xlsx"
            },
            { "cut zip", whole[..(whole.Length / 2)], "imports.broken-xlsx" },
            { "zip without its beginning", [.. "PK"u8, .. new byte[500]], "imports.broken-xlsx" },
            {
                "entity",
                Sheet(
                    """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
                ),
                "imports.broken-xlsx"
            },
            {
                "outside entity",
                Sheet(
                    """<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>"""
                ),
                "imports.broken-xlsx"
            },
            { "no sheet", Tables.Zip(("xl/workbook.xml", Workbook), ("xl/_rels/workbook.xml.rels", Links)), "imports.broken-xlsx" },
            { "no links", Tables.Zip(("xl/workbook.xml", Workbook)), "imports.broken-xlsx" },
            { "cut xml", Sheet("<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>fullName"), "imports.broken-xlsx" },
            {
                "wrong place",
                Sheet("<worksheet><sheetData><row r=\"1\"><c r=\"ZZZZ1\"><v>1</v></c></row></sheetData></worksheet>"),
                "imports.broken-xlsx"
            },
            {
                "wrong row",
                Sheet("<worksheet><sheetData><row r=\"99999999\"><c><v>1</v></c></row></sheetData></worksheet>"),
                "imports.broken-xlsx"
            },
            {
                "no such shared text",
                Sheet("<worksheet><sheetData><row><c t=\"s\"><v>5</v></c></row></sheetData></worksheet>"),
                "imports.broken-xlsx"
            },
            {
                "too many columns",
                Sheet("<worksheet><sheetData><row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row></sheetData></worksheet>"),
                "imports.too-many-columns"
            },
            { "deep", Sheet($"<worksheet>{string.Concat(Enumerable.Repeat("<a>", 1000))}"), "imports.broken-xlsx" },
            {
                "many names",
                Sheet($"<worksheet>{string.Concat(Enumerable.Range(0, 20_000).Select(i => $"<a{i}/>"))}</worksheet>"),
                "imports.broken-xlsx"
            },
            { "empty sheet", Sheet("<worksheet><sheetData/></worksheet>"), "imports.no-header" },
        };
    }

    [Theory, MemberData(nameof(Strangers))]
    public async Task What_is_no_sound_workbook_ends_in_its_error(string what, byte[] content, string code) =>
        Assert.Equal((what, code), (what, await Tables.ReadProblemCode<School>(content, RowReaders.Xlsx)));

    [Fact]
    public async Task Shared_texts_without_measure_end_in_their_error() =>
        Assert.Equal(
            "imports.inflated",
            await Tables.ReadProblemCode<School>(
                Bomb("xl/sharedStrings.xml", "<sst>", $"<si><t>{new string('x', 1000)}</t></si>", 60 << 20),
                RowReaders.Xlsx
            )
        );

    [Fact]
    public async Task A_zip_of_countless_parts_ends_in_its_error_before_they_are_listed() =>
        Assert.Equal(
            "imports.inflated",
            await Tables.ReadProblemCode<School>(Tables.Zip([.. Enumerable.Range(0, 10_001).Select(i => ($"{i}", ""))]), RowReaders.Xlsx)
        );

    [Fact]
    public async Task A_workbook_of_more_than_50_MiB_is_refused_before_it_is_held()
    {
        var problem = await Tables.ReadProblem<School>(new MemoryStream([.. "PK"u8, .. new byte[51 << 20]]), RowReaders.Xlsx);
        Assert.Equal("imports.xlsx-too-large", problem.Error.Code);
    }

    [Fact]
    public async Task Reading_stops_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var file = await RowReaders.Open(
            new MemoryStream(
                Tables.Workbook([
                    ["fullName"],
                    .. Enumerable.Range(0, 20).Select(i => new object?[] { $"Школа {i}" }),
                ])
            ),
            () => throw new NotSupportedException(),
            RowReaders.Xlsx,
            null,
            typeof(School),
            Tables.Reference,
            [],
            stop.Token
        );
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await file.Rows(stop.Token).LastAsync());
    }

    [Fact]
    public async Task Whatever_the_bytes_they_give_rows_or_a_refusal()
    {
        var random = new Random(7);
        var sound = Tables.Workbook(
            ["fullName", Tables.Inline("kind"), "foundedOn"],
            ["Школа", "лицей", new DateOnly(1960, 9, 1)],
            ["Школа", true, 5]
        );
        const string Xml =
            """<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>fullName</t></is></c><c r="B1" t="str"><v>kind</v></c></row><row r="2"><c r="A2" s="0"><f>A1</f><v>5</v></c><c r="C2" t="d"><v>2024-05-30</v></c></row></sheetData></worksheet>""";
        for (var i = 0; i < 2000; i++)
        {
            var bytes = i % 2 == 0 ? sound.ToArray() : Encoding.ASCII.GetBytes(Xml);
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(128);
            try
            {
                await Tables.Open<School>(i % 2 == 0 ? bytes : Sheet(Encoding.ASCII.GetString(bytes)), RowReaders.Xlsx);
            }
            catch (ProblemException) { }
        }
    }

    private static byte[] Book(string links, string sharedStrings, string sheet) =>
        Tables.Zip(
            (sheet.StartsWith(@"xl\", StringComparison.Ordinal) ? @"xl\workbook.xml" : "xl/workbook.xml", Workbook),
            (sheet.StartsWith(@"xl\", StringComparison.Ordinal) ? @"xl\_rels\workbook.xml.rels" : "xl/_rels/workbook.xml.rels", links),
            (sharedStrings, SharedTexts),
            (sheet, SharedRows)
        );

    private static byte[] Sheet(string xml) =>
        Tables.Zip(
            ("xl/workbook.xml", Workbook),
            ("xl/_rels/workbook.xml.rels", Links),
            ("xl/sharedStrings.xml", "<sst/>"),
            ("xl/worksheets/sheet1.xml", xml)
        );

    /// <summary>A workbook with a part that inflates to this length.</summary>
    internal static byte[] Bomb(string name, string beginning, string repeated, long length)
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write("xl/workbook.xml", Workbook, "", 0);
            Write("xl/_rels/workbook.xml.rels", Links, "", 0);
            Write(name, beginning, string.Concat(Enumerable.Repeat(repeated, Math.Max(1, 65536 / repeated.Length))), length);
            if (!name.EndsWith("sharedStrings.xml", StringComparison.Ordinal))
                Write("xl/sharedStrings.xml", "<sst/>", "", 0);

            void Write(string part, string start, string piece, long until)
            {
                using var stream = zip.CreateEntry(part).Open();
                stream.Write(Encoding.UTF8.GetBytes(start));
                var bytes = Encoding.UTF8.GetBytes(piece);
                for (var written = 0L; written < until; written += bytes.Length)
                    stream.Write(bytes);
            }
        }
        return content.ToArray();
    }
}
