using System.Reflection;
using Efs.Api.Kernel;
using Efs.Api.Modules.Educators;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Institutes;
using Efs.Api.Modules.Programs;
using Efs.Api.Modules.Schools;
using Efs.Api.Modules.Trajectories;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Imports;

/// <summary>What the columns of a table are called, and what follows for the document.</summary>
public sealed class ColumnMappingTests
{
    public static TheoryData<Type> Records =>
        [
            typeof(Institute),
            typeof(School),
            typeof(Educator),
            typeof(Efs.Api.Modules.Programs.TrainingProgram),
            typeof(Certificate),
            typeof(Diagnostic),
            typeof(Trajectory),
            typeof(Methodist),
            typeof(Mentorship),
        ];

    [Theory, MemberData(nameof(Records))]
    public void Every_member_has_a_russian_name_that_leads_to_it(Type record)
    {
        var paths = new ColumnPaths(record);
        Found.Nothing(
            paths.All.Where(path => ColumnAliases.OfColumn(paths.Resource, path).Count == 0).Select(path => $"{paths.Resource},{path},…")
        );
        Found.Nothing(
            from path in paths.All
            from name in ColumnAliases.OfColumn(paths.Resource, path).Append(path)
            where paths.Find(name) is not { Count: > 0 } steps || string.Join('.', steps.Select(s => s.Name)) != path
            select $"{paths.Resource}: {name} is not {path}"
        );
    }

    [Theory, MemberData(nameof(Records))]
    public void Every_value_of_a_closed_list_has_a_russian_name_and_no_two_share_one(Type record) =>
        Found.Nothing(
            Lists(Schema.For(record.BaseType!))
                .Distinct()
                .SelectMany(rule =>
                {
                    var list = rule.GetType().Name[..^"Attribute".Length];
                    return rule.Values!.Where(value => ColumnAliases.OfValues(list).All(n => n.Value != value))
                        .Select(value => $"{list},{value},…")
                        .Concat(
                            ColumnAliases.OfValues(list).Where(n => !rule.Values!.Contains(n.Value)).Select(n => $"{list} has no {n.Value}")
                        )
                        .Concat(
                            ColumnAliases
                                .OfValues(list)
                                .GroupBy(n => TextNormalizer.ComparisonKey(n.Name))
                                .Where(g => g.Select(n => n.Value).Distinct().Count() > 1)
                                .Select(g => $"{list}: {g.Key}")
                        );
                })
        );

    [Theory]
    [InlineData("lastName", "lastName")]
    [InlineData("LASTNAME", "lastName")]
    [InlineData(" Фамилия ", "lastName")]
    [InlineData("ФАМИЛИЯ", "lastName")]
    [InlineData("\ufeffФами\u00adлия\u00a0", "lastName")]
    [InlineData("Дата\u00a0рождения:", "birthDate")]
    [InlineData("Дата рожд\u0435\u200bния", "birthDate")]
    [InlineData("Отчество (при наличии)", "middleName")]
    [InlineData("Дата приема на работу", "employments.since")]
    [InlineData("Субъект  РФ", "regionCode")]
    [InlineData("legalBasis.kind", "legalBasis.kind")]
    [InlineData("employments.positionCode", "employments.positionCode")]
    [InlineData("employments.2.positionCode", "employments.positionCode")]
    [InlineData("Должность 2", "employments.positionCode")]
    [InlineData("Должность (2)", "employments.positionCode")]
    [InlineData("employments", "employments")]
    [InlineData("#errors", "")]
    [InlineData("version", "")] // what the service fills in
    [InlineData("birthYear", "")]
    [InlineData("id", "")]
    [InlineData("Фамилия 2", null)] // no list
    [InlineData("employments.51.rate", null)] // more than there may be
    [InlineData("employments.0.rate", null)]
    [InlineData("employments.1", null)]
    [InlineData("lastName.x", null)]
    [InlineData("Фамиля", null)]
    [InlineData("educator.snils", null)]
    public void A_column_is_known_by_its_member_or_by_a_name(string header, string? path) =>
        Assert.Equal(
            path,
            new ColumnPaths(typeof(Educator)).Find(header) is { } steps ? string.Join('.', steps.Select(s => s.Name)) : null
        );

    [Fact]
    public async Task Nested_members_and_lists_become_the_document_that_is_posted()
    {
        var read = await Tables.Csv<Educator>(
            """
            lastName;legalBasis.kind;Должность;employments.1.isMain;employments.1.subjectCodes;employments.3.positionCode;employments.2.rate;categories;phone
            Иванова;согласие;Учитель;да;Алгебра | geometry;методист;;"[{""kind"":""first"",""grantedOn"":""2024-03-28""}]";'+73512000000
            Петрова;;;;;director;;;
            """
        );
        Assert.Empty(read.Faults);
        Assert.Equal(
            [
                """{"lastName":"Иванова","legalBasis":{"kind":"consent"},"employments":[{"positionCode":"teacher","isMain":true,"subjectCodes":["algebra","geometry"]},{"positionCode":"methodist"}],"categories":[{"kind":"first","grantedOn":"2024-03-28"}],"phone":"+73512000000"}""",
                """{"lastName":"Петрова","employments":[{"positionCode":"director"}]}""",
            ],
            read.Documents
        );
    }

    [Fact]
    public async Task A_person_stands_in_for_an_id_unless_the_id_is_there()
    {
        var read = await Tables.Csv<Mentorship>(
            """
            mentorId,СНИЛС наставника,mentee.snils,Фамилия наставляемого,mentee.birthDate
            source:hr-1,112-233-445 95,12040924301,Иванова,01.02.1990
            ,,,,
            ,11223344595,,Петрова,
            """
        );
        Assert.Equal(
            [
                """{"mentorId":"source:hr-1","mentee":{"snils":"120-409-243 01","lastName":"Иванова","birthDate":"1990-02-01"}}""",
                """{"mentor":{"snils":"112-233-445 95"},"mentee":{"lastName":"Петрова"}}""",
            ],
            read.Documents
        );
        Assert.Equal([2, 4], read.Rows.Select(r => r.Number));
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_fault_at_its_place_and_not_in_the_document()
    {
        var read = await Tables.Csv<Educator>(
            """
            Фамилия;Дата рождения;Пол;educationLevel;employments.1.rate;employments.2.rate;employments.2.schoolId;employments.2.subjectCodes;categories;Регион
            Иванова;31.02.1990;неизв.;академик;;полставки;школа 5;algebra|колдовство;[1;Атлантида
            """
        );
        Assert.Equal(
            [
                "2 /birthDate wrong-format",
                "2 /gender not-one-of",
                "2 /educationLevel unknown-code",
                "2 /employments/0/rate wrong-format",
                "2 /employments/0/schoolId wrong-format",
                "2 /employments/0/subjectCodes/1 unknown-code",
                "2 /categories wrong-format",
                "2 /regionCode unknown-region",
            ],
            read.Faults
        );
        Assert.Equal("""{"lastName":"Иванова","employments":[{"subjectCodes":["algebra"]}]}""", read.Documents.Single());
        Assert.DoesNotContain("колдовство", string.Join(' ', read.Rows[0].Errors.Select(f => f.Message.Ru)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_header_may_stand_below_titles_and_rows_keep_their_numbers()
    {
        var read = await Tables.Csv<School>(
            "Сведения о школах, лицеях, гимназиях\n\n;на 01.09.2024\nПолное наименование;Вид;Сельская\n\nЛицей № 1;Лицей;нет\n"
        );
        Assert.Equal(["""{"fullName":"Лицей № 1","kind":"lyceum","isRural":false}"""], read.Documents);
        Assert.Equal(6, read.Rows.Single().Number);
        Assert.Equal(["Полное наименование", "Вид", "Сельская"], read.File.Header);
        Assert.Equal(["Лицей № 1", "Лицей", "нет"], read.Rows.Single().Cells);
    }

    [Theory]
    [InlineData("Фамилия;Имя;Кличка\n", "imports.unknown-columns")]
    [InlineData("Фамилия;Имя;lastName\n", "imports.duplicate-columns")]
    [InlineData("employments;Должность\n", "imports.duplicate-columns")]
    [InlineData("Должность;employments\n", "imports.duplicate-columns")]
    [InlineData("Иванова;Мария;1985\nПетрова;Анна;1986\n", "imports.no-header")]
    [InlineData("Тестова;Анна;1977-05-19;739-273-927 45;Учитель;Школа\n", "imports.no-header")]
    [InlineData("Тестова;Пол\n", "imports.no-header")]
    [InlineData("\n\n\n", "imports.no-header")]
    [InlineData("", "imports.empty")]
    public async Task A_header_that_would_lose_data_refuses_the_file(string text, string code) =>
        Assert.Equal(code, await Tables.ReadProblemCode<Educator>(System.Text.Encoding.UTF8.GetBytes(text), RowReaders.Csv));

    [Fact]
    public async Task Unknown_columns_are_named_by_letter_and_no_data_is()
    {
        var unknown = await Tables.ReadProblem<Educator>(
            new MemoryStream("Фамилия;Имя;Кличка\nИванова;Анна;Мурка"u8.ToArray()),
            RowReaders.Csv
        );
        Assert.StartsWith("Неизвестны столбцы C. Известны: regionCode (Регион), ", unknown.Detail!.Value.Ru, StringComparison.Ordinal);
        var headless = await Tables.ReadProblem<Educator>(new MemoryStream("Иванова;Мария\nПетрова;Анна"u8.ToArray()), RowReaders.Csv);
        Assert.DoesNotContain("Иванова", headless.Detail!.Value.Ru, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_without_a_header_is_a_fault_and_an_empty_column_is_none()
    {
        var read = await Tables.Csv<School>("fullName;;kind\nШкола;;general\nШкола;5;general\nШкола;;general;ещё\n");
        Assert.Equal(["3  no-header", "4  no-header"], read.Faults);
    }

    [Fact]
    public async Task A_report_of_rejected_rows_is_sent_back_as_it_is()
    {
        var read = await Tables.Csv<School>("#row,#outcome,#key,fullName,kind,#errors\n7,rejected,k-1,Школа,Лицей,\"/kind: …\"\n");
        Assert.Equal(["""{"fullName":"Школа","kind":"lyceum"}"""], read.Documents);
    }

    [Theory]
    [InlineData("/lastName", "Фамилия")]
    [InlineData("/employments/0/rate", "Ставка 2")] // the first item of the document is the second of the file
    [InlineData("/employments/0/since", "Дата приёма 2")]
    [InlineData("/employments/0/subjectCodes/1", "Предметы 2")]
    [InlineData("/employments/0", "Дата приёма 2")] // a rule of the whole item: its first column that is filled
    [InlineData("/gender", null)]
    [InlineData("", null)]
    public async Task An_error_is_told_with_the_heading_of_the_column_that_filled_its_member(string pointer, string? heading)
    {
        var read = await Tables.Csv<Educator>(
            """
            Фамилия;Ставка;Дата приёма;Дата приёма 2;Ставка 2;Предметы 2
            Иванова;;-;01.09.2020;0,5;algebra|geometry
            """
        );
        Assert.Equal(heading, read.Rows.Single().Columns!.Heading(pointer));
    }

    [Fact]
    public async Task A_person_in_place_of_an_id_is_told_with_its_first_column()
    {
        var read = await Tables.Csv<Mentorship>("СНИЛС наставника;mentor.lastName\n;Иванова\n");
        Assert.Equal("mentor.lastName", read.Rows.Single().Columns!.Heading("/mentor"));
        Assert.Equal("mentor.lastName", read.Rows.Single().Columns!.Heading("/mentorId"));
    }

    [Fact]
    public async Task Other_members_in_a_message_are_called_by_their_columns()
    {
        var columns = (await Tables.Csv<Educator>("Дата приёма;Дата увольнения\n01.09.2020;01.09.2019\n")).Rows.Single().Columns!;
        var order = Rules.NotBefore.At("/employments/0/until", "since");
        Assert.Equal("не раньше, чем «Дата приёма»", columns.Message(order).Ru);
        Assert.Equal("not before «Дата приёма»", columns.Message(order).En);
        var one = Rules.ExactlyOne.At("/employments/0", "schoolId, instituteId"); // not in the file: as they usually are called
        Assert.Equal("укажите ровно одно из: «Школа», «Организация ЕФС»", columns.Message(one).Ru);
        Assert.Equal("give exactly one of: schoolId, instituteId", columns.Message(one).En);
    }

    private static IEnumerable<RuleAttribute> Lists(Schema schema) =>
        schema
            .Properties.Where(m => !m.IsResponseOnly)
            .SelectMany(m => (m.Rule is { Values: not null } rule ? new[] { rule } : []).Concat(m.Schema is null ? [] : Lists(m.Schema)));
}
