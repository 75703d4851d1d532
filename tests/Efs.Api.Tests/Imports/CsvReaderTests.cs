using System.IO.Compression;
using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Schools;
using Efs.Api.Platform.Exports;
using Efs.Api.Tests.Kernel;
using Efs.Api.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Efs.Api.Tests.Imports;

/// <summary>Rows of a CSV, well-formed and hostile.</summary>
public sealed class CsvReaderTests
{
    private static readonly Encoding cyrillic = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;

    [Theory]
    [InlineData(",", "\n")]
    [InlineData(";", "\r\n")]
    [InlineData("\t", "\r")]
    public async Task The_delimiter_is_found_whatever_the_data_hold(string delimiter, string line)
    {
        var text =
            string.Join(
                line,
                "sep=;",
                $"fullName{delimiter}address",
                $"\"Школа \"\"Первая\"\"; {line}вторая\"{delimiter}\"454091, Челябинск, ул. Примерная, 1; к. 2\"",
                $"Школа{delimiter}"
            ) + line;
        var read = await Tables.Csv<School>(text);
        Assert.Empty(read.Faults);
        Assert.Equal(
            [
                """{"fullName":"Школа \"Первая\"; вторая","address":"454091, Челябинск, ул. Примерная, 1; к. 2"}""",
                """{"fullName":"Школа"}""",
            ],
            read.Documents
        );
        Assert.Equal([3, 4], read.Rows.Select(r => r.Number));
    }

    public static TheoryData<string, string?> Encodings() =>
        new()
        {
            { "utf-8", null },
            { "utf-8", "UTF-8" },
            { "utf-8 bom", null },
            { "utf-8 bom", "windows-1251" },
            { "windows-1251", null },
            { "windows-1251", "windows-1251" },
            { "windows-1251", "\"CP1251\"" },
            { "utf-16 bom", null },
            { "utf-16be bom", null },
            { "utf-16", "utf-16le" },
        };

    [Theory, MemberData(nameof(Encodings))]
    public async Task The_encoding_is_found_or_taken_as_named(string encoding, string? charset)
    {
        var name = encoding.Split(' ')[0];
        var form = name == "windows-1251" ? cyrillic : Encoding.GetEncoding(name);
        byte[] mark = encoding.EndsWith("bom", StringComparison.Ordinal)
            ? form.GetPreamble() is { Length: > 0 } known
                ? known
                : [0xEF, 0xBB, 0xBF]
            : [];
        // Latin for longer than any buffer, so that the charset shows late and in mid-letter; small reads break letters apart.
        var latin = string.Concat(Enumerable.Range(1, 4000).Select(i => $"School {i};k-{i}\n"));
        byte[] content = [.. mark, .. form.GetBytes($"fullName;sourceId\n{latin}Школа № 1 «Ёлка»;к-1\n")];
        foreach (var piece in new[] { 1 << 20, 7, 1 })
        {
            var read = await Tables.Open<School>(new Trickle(content, piece), RowReaders.Csv, charset);
            Assert.Equal(4001, read.Rows.Count);
            Assert.Equal("""{"fullName":"Школа № 1 «Ёлка»","sourceId":"к-1"}""", read.Documents.Last());
        }
    }

    public static TheoryData<string, string> Texts()
    {
        var data = new TheoryData<string, string>();
        string[] texts =
        [
            "Иванова",
            "Мария;Петровна",
            "Муниципальное бюджетное учреждение",
            "МУНИЦИПАЛЬНОЕ БЮДЖЕТНОЕ УЧРЕЖДЕНИЕ",
            "Ёлкина;Юлия;Щукина",
            "МБОУ СОШ ПОСЁЛКА ЛЕСНОГО",
            "РОССИЯ",
            "СМОЛЕНСК",
            "ДИРЕКТОР",
        ];
        foreach (var text in texts)
        foreach (var encoding in new[] { "windows-1251", "koi8-r", "cp866", "iso-8859-5", "x-mac-cyrillic" })
            data.Add(text, encoding);
        return data;
    }

    [Theory, MemberData(nameof(Texts))]
    public async Task A_text_of_another_encoding_is_refused_and_not_stored_garbled(string text, string encoding)
    {
        byte[] content = [.. "fullName\n\""u8, .. CodePagesEncodingProvider.Instance.GetEncoding(encoding)!.GetBytes(text), .. "\"\n"u8];
        if (encoding == "windows-1251")
            Assert.Equal(text, (await Tables.Open<School>(content, RowReaders.Csv)).Rows.Single().Cells!.Single());
        else
            Assert.Equal("imports.broken-encoding", await Tables.ReadProblemCode<School>(content, RowReaders.Csv));
    }

    [Theory]
    [InlineData("Šкола — 100 €")] // what windows-1251 does not have is a question mark
    [InlineData("РёВ")]
    [InlineData("«Ъ»")]
    [InlineData("№")]
    [InlineData("Школа имени Їжакевича і Ґалаґана")]
    [InlineData("РосНОУ, МОиН, ИПКиП, ЦОКОиИТ")]
    [InlineData("ООО «МЦНМО-Р»")]
    [InlineData("ЮЩУК")]
    public async Task Odd_texts_of_windows_1251_are_read(string text)
    {
        byte[] content = [.. "fullName;sourceId\n"u8, .. cyrillic.GetBytes($"{text};1\n")];
        Assert.Equal(
            cyrillic.GetString(cyrillic.GetBytes(text)),
            (await Tables.Open<School>(content, RowReaders.Csv)).Rows.Single().Cells![0]
        );
    }

    public static TheoryData<string, byte[], int> Mixtures()
    {
        byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
        var many = string.Concat(Enumerable.Repeat("Школа;noo\n", 20_000));
        return new()
        {
            { "first row", [.. Utf8("Полное наименование;Уровни образования\n"), .. cyrillic.GetBytes("Школа;noo\n"), .. Utf8(many)], 2 },
            { "third row", [.. Utf8("Полное наименование;Уровни образования\nШкола;noo\n"), .. cyrillic.GetBytes("Школа;noo")], 3 },
            { "late row", [.. Utf8($"fullName;levels\n{many}"), .. cyrillic.GetBytes("Школа;noo\n"), .. Utf8(many)], 20_002 },
            { "UTF-8 among windows-1251", [.. cyrillic.GetBytes($"fullName;levels\n{many}"), .. Utf8("Школа;noo\n")], 20_002 },
        };
    }

    [Theory, MemberData(nameof(Mixtures))]
    public async Task A_row_of_another_encoding_is_named(string what, byte[] content, int row)
    {
        var problem = await Tables.ReadProblem<School>(new MemoryStream(content), RowReaders.Csv);
        Assert.Equal((what, "imports.broken-encoding", $"Row {row}"), (what, problem.Error.Code, problem.Detail?.En));
    }

    public static TheoryData<string, byte[], string?, string> Strangers() =>
        new()
        {
            { "cp866", [.. "fullName\n"u8, 0x98, 0xAA, 0xAE, 0xAB, 0xA0, (byte)'\n'], null, "imports.broken-encoding" },
            { "1251 called UTF-8", [.. "fullName\n"u8, .. cyrillic.GetBytes("Школа\n")], "utf-8", "imports.broken-encoding" },
            { "UTF-8 cut in a letter", [.. "fullName\nШкола"u8, 0xD0], "utf-8", "imports.broken-encoding" },
            {
                "UTF-8 that turns into 1251",
                [.. Encoding.UTF8.GetBytes($"fullName\nШкола\n{new string('x', 100_000)}"), .. cyrillic.GetBytes("Школа\n")],
                null,
                "imports.broken-encoding"
            },
            { "UTF-16 without a mark", Encoding.Unicode.GetBytes("fullName\nSchool\n"), null, "imports.binary" },
            { "zero byte", "fullName\nSch\0ool\n"u8.ToArray(), null, "imports.binary" },
            { "unknown charset", "fullName\nSchool\n"u8.ToArray(), "koi8-r", "imports.unknown-charset" },
            { "quote never closed", "fullName,kind\n\"School,general\nSchool,general\n"u8.ToArray(), null, "imports.unclosed-quote" },
            { "xlsx", Tables.Workbook(["fullName"]), null, "imports.is-xlsx" },
            { "gzip", Gzip("fullName\n"u8.ToArray()), null, "imports.is-gzip" },
            { "old xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], null, "imports.old-xls" },
            { "html", "\ufeff <html><table>"u8.ToArray(), null, "imports.is-html" },
            { "json", "[{\"fullName\":\"Школа\"}]"u8.ToArray(), null, "imports.is-json" },
            { "pdf", "%PDF-1.7"u8.ToArray(), null, "imports.not-xlsx" },
        };

    [Theory, MemberData(nameof(Strangers))]
    public async Task What_is_no_readable_csv_ends_in_its_error(string what, byte[] content, string? charset, string code) =>
        Assert.Equal((what, code), (what, await Tables.ReadProblemCode<School>(content, RowReaders.Csv, charset)));

    [Theory]
    [InlineData("one cell of 100 MB", "fullName\n", "x", "imports.row-too-long")]
    [InlineData("one quoted cell of 100 MB", "fullName\n\"", "x\n", "imports.row-too-long")]
    [InlineData("ten million columns in the header", "fullName", ",c", "imports.row-too-long")]
    [InlineData("ten million cells in a row", "fullName\n", "x,", "imports.row-too-long")]
    public async Task A_row_without_end_ends_in_its_error_before_it_fills_the_memory(
        string what,
        string beginning,
        string repeated,
        string code
    )
    {
        using var endless = new Endless(Encoding.UTF8.GetBytes(beginning), Encoding.UTF8.GetBytes(repeated), 100 << 20);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal((what, code), (what, (await Tables.ReadProblem<School>(endless, RowReaders.Csv)).Error.Code));
        Assert.InRange(endless.Given, 1, 20 << 20);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
    }

    [Fact]
    public async Task A_row_of_too_many_columns_is_named()
    {
        var problem = await Tables.ReadProblem<School>(
            new MemoryStream(Encoding.UTF8.GetBytes($"fullName,kind\nШкола,\n{new string(',', 1000)}\n")),
            RowReaders.Csv
        );
        Assert.Equal(("imports.too-many-columns", "Row 3"), (problem.Error.Code, problem.Detail!.Value.En));
    }

    [Fact]
    public async Task What_comes_before_a_broken_place_has_been_read()
    {
        var file = await RowReaders.Open(
            new MemoryStream(Encoding.UTF8.GetBytes($"fullName\n{string.Concat(Enumerable.Repeat("А\n", 20))}\"В")),
            () => throw new NotSupportedException(),
            RowReaders.Csv,
            null,
            typeof(School),
            Tables.Reference,
            [],
            CancellationToken.None
        );
        var rows = file.Rows(CancellationToken.None).GetAsyncEnumerator();
        for (var i = 0; i < 20; i++)
            Assert.True(await rows.MoveNextAsync());
        Assert.Equal("Row 22", (await Assert.ThrowsAsync<ProblemException>(async () => await rows.MoveNextAsync())).Detail!.Value.En);
    }

    [Fact]
    public async Task Stray_quotes_are_a_fault_of_their_row()
    {
        var read = await Tables.Csv<School>("fullName;kind;sourceId\n\"Школа \"Ёлка\"\";general;1\nШкола \"Ёлка\";general;2\n");
        Assert.Equal(["2  stray-quote"], read.Faults);
        Assert.Equal("""{"fullName":"Школа \"Ёлка\"","kind":"general","sourceId":"2"}""", read.Documents.ElementAt(1));
        Assert.True(read.Rows[0].Document.IsEmpty);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Rows_may_be_short_the_last_one_too(string end)
    {
        var read = await Tables.Csv<School>($"fullName;kind;sourceId\nШкола;general\nШкола;general;1\n\"Школа\"{end}");
        Assert.Empty(read.Faults);
        Assert.Equal("""{"fullName":"Школа"}""", read.Documents.Last());
    }

    [Fact]
    public async Task The_mark_by_which_programs_of_DOS_end_a_file_is_no_row()
    {
        var read = await Tables.Csv<School>("fullName;kind\r\nШкола;general\r\n\u001A");
        Assert.Empty(read.Faults);
        Assert.Equal("""{"fullName":"Школа","kind":"general"}""", Assert.Single(read.Documents));
    }

    [Fact]
    public async Task Whatever_the_bytes_they_give_rows_or_a_refusal()
    {
        var random = new Random(7);
        var sound = cyrillic.GetBytes(
            string.Concat(Enumerable.Repeat("fullName;\"kind\";foundedOn;levels\r\nШкола «Ёлка»;\"лицей\";01.09.1960;НОО|ООО\r\n", 5))
        );
        for (var i = 0; i < 2000; i++)
        {
            var bytes = sound.ToArray();
            for (var n = random.Next(1, 6); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                await Tables.Open<School>(bytes, RowReaders.Csv);
            }
            catch (ProblemException) { }
        }
    }

    [Fact] // quotes where RFC 4180 wants them, apostrophes before what a spreadsheet would run
    public void What_is_written_as_csv_is_read_back_the_same() =>
        Prop.ForAll(
                TextNormalizerTests.Texts.Generator.Where(IsPlain).Four().ArrayOf().ToArbitrary(),
                Gen.Elements(',', ';', '\t').Zip(Gen.Elements("\n", "\r\n")).ToArbitrary(),
                (rows, form) =>
                {
                    var (delimiter, line) = form;
                    string[] members = ["fullName", "shortName", "address", "municipality"];
                    var cells = rows.Select(r => new[] { r.Item1, r.Item2, r.Item3, r.Item4 }).ToList();
                    var text = string.Concat(
                        cells
                            .Prepend(members)
                            .Select(row =>
                                string.Join(delimiter, row.Select(c => Written(c, delimiter)).Append(row == members ? "sourceId" : "k"))
                                + line
                            )
                    );
                    var read = Tables.Csv<School>(text).GetAwaiter().GetResult();
                    Assert.Empty(read.Faults);
                    Assert.Equal(cells.Select(row => row.Append("k")), read.Rows.Select(r => r.Cells!));
                    Assert.Equal(
                        cells.Select(row =>
                            members
                                .Zip(row.Select(TextNormalizer.Normalize))
                                .Append(("sourceId", "k"))
                                .Where(m => m.Item2.Length > 0 && !AbsentValues.IsAbsent(m.Item2))
                        ),
                        read.Rows.Select(r =>
                            System
                                .Text.Json.JsonDocument.Parse(r.Document)
                                .RootElement.EnumerateObject()
                                .Select(m => (m.Name, m.Value.GetString()!))
                        )
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>Whether the text is a value, and not what a spreadsheet leaves where it lost one.</summary>
    private static bool IsPlain(string text) =>
        !text.Contains('\0', StringComparison.Ordinal)
        && !LostDigits.Shows(text)
        && (TextNormalizer.Normalize(text) is not { Length: > 0 } cell || !SpreadsheetFormats.IsError(cell));

    private static string Written(string cell, char delimiter)
    {
        cell = FormulaGuard.Add(cell);
        return cell.AsSpan().IndexOfAny(['"', '\r', '\n', delimiter]) >= 0
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>Gives so many bytes at a time, and can't be sought.</summary>
    private sealed class Trickle(byte[] content, int piece) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));
    }

    private sealed class Endless(byte[] beginning, byte[] repeated, long length) : MemoryStream
    {
        public long Given { get; private set; }
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(buffer.Length, length - Given);
            for (var i = 0; i < read; i++, Given++)
                buffer.Span[i] = Given < beginning.Length ? beginning[Given] : repeated[(Given - beginning.Length) % repeated.Length];
            return ValueTask.FromResult(read);
        }
    }
}
