using Efs.Api.Kernel;
using Efs.Api.Modules.Educators;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Institutes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Imports;

/// <summary>Cells as people and spreadsheets write them.</summary>
public sealed class CellParserTests
{
    private static readonly RegionNames regions = new(Tables.Reference);

    [Theory]
    [InlineData("30.05.2024", "2024-05-30")]
    [InlineData("5.3.2024", "2024-03-05")]
    [InlineData("30/05/2024", "2024-05-30")]
    [InlineData("30-05-2024", "2024-05-30")]
    [InlineData("2024-05-30", "2024-05-30")]
    [InlineData("2024-05-30T00:00:00", "2024-05-30")]
    [InlineData("2024-05-30T00:00:00Z", "2024-05-30")]
    [InlineData("30.05.2024 0:00:00", "2024-05-30")]
    [InlineData("2024-05-30T00:00:00+03:00", "2024-05-30")]
    [InlineData("2024-05-30 00:00:17", "2024-05-30")]
    [InlineData("5/30/2024 12:00:00 AM", null)] // the day comes first
    [InlineData("30/5/2024 12:00:00 AM", "2024-05-30")]
    [InlineData("2024-05-29T21:00:00.000Z", null)]
    [InlineData("30.05.2024 10:15", null)]
    [InlineData("30.05.2024 г.", "2024-05-30")]
    [InlineData("30.05.2024г", "2024-05-30")]
    [InlineData("45442", "2024-05-30")]
    [InlineData("29.02.2024", "2024-02-29")]
    [InlineData("29.02.2023", null)]
    [InlineData("05/30/2024", null)] // the day comes first
    [InlineData("2024", null)] // a year is no date
    [InlineData("30.05.1899", null)]
    [InlineData("30.05.2101", null)]
    [InlineData("вчера", null)]
    [InlineData("30.05.2024 кому", null)]
    public void A_date_is_read_with_the_day_first(string text, string? date) =>
        Assert.Equal(date, Iso(SpreadsheetFormats.Date(text, isPast: true, isBirth: false)));

    [Theory]
    [InlineData("учитель математики", "teacher")]
    [InlineData("Учитель нач. классов", "teacher")]
    [InlineData("УЧИТЕЛЬ физики, химии (0,5 ставки)", "teacher")]
    [InlineData("учитель логопед школы № 5", "teacher_speech_therapist")]
    [InlineData("учитель - логопед", "teacher_speech_therapist")]
    [InlineData("зам. директора по УВР", "deputy_head")]
    [InlineData("Зам.директора по АХЧ", "deputy_head")]
    [InlineData("зам. зав. по ВМР", "deputy_head")]
    [InlineData("ст. воспитатель", "senior_caregiver")]
    [InlineData("соц. педагог", "social_pedagogue")]
    [InlineData("педагог доп. образования", "additional_education_pedagogue")]
    [InlineData("муз. рук.", "music_director")]
    [InlineData("воспитатель ГПД", "caregiver")]
    [InlineData("преподаватель-организатор ОБЗР", "safety_lecturer_organizer")]
    [InlineData("директор лицея № 2", "director")]
    [InlineData("Заведующая МБДОУ № 12", "head")]
    [InlineData("teacher", "teacher")]
    [InlineData("директор по развитию", null)]
    [InlineData("заведующий хозяйством", null)]
    [InlineData("начальник отдела кадров", null)]
    [InlineData("воспитатель старший", null)]
    [InlineData("учитель физики, заместитель директора", null)] // two positions
    [InlineData("учитель, зам. директора по УВР", null)]
    [InlineData("помощник воспитателя", null)]
    [InlineData("педагог", null)]
    [InlineData("с. в.", null)]
    public async Task A_position_is_known_by_the_words_that_begin_it(string text, string? code)
    {
        var read = await Tables.Csv<Educator>($"Фамилия;Должность\nИванова;\"{text}\"\n");
        if (code is null)
            Assert.EndsWith("positionCode unknown-code", read.Faults.Single(), StringComparison.Ordinal);
        else
            Assert.Contains($"\"positionCode\":\"{code}\"", read.Documents.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1980-03-11T21:00:00.000Z", "21:00")]
    [InlineData("1980-03-12T00:00:00+03:00", null)]
    [InlineData("12.03.1980 9:30", "9:30")]
    [InlineData("12.03.1980 г. 09:30:15", "09:30")]
    [InlineData("3/12/1980 12:00 PM", "12:00")]
    [InlineData("12.03.1980", null)]
    public void A_time_of_day_beside_a_date_is_found(string text, string? time) => Assert.Equal(time, SpreadsheetFormats.TimeOfDay(text));

    [Theory]
    [InlineData("3/13/80", DateOrder.MonthFirst)]
    [InlineData("03-13-1980", DateOrder.MonthFirst)]
    [InlineData("3/13/1980 0:00", DateOrder.MonthFirst)]
    [InlineData("3/12/80", DateOrder.Open)]
    [InlineData("13/3/80", DateOrder.Open)]
    [InlineData("1980-03-12", DateOrder.None)]
    [InlineData("03.13.1980", DateOrder.None)] // with points it is a slip, not a custom
    [InlineData("3/12", DateOrder.None)]
    public void A_date_shows_whether_its_month_is_first(string text, object order) => Assert.Equal(order, SpreadsheetFormats.Order(text));

    [Theory]
    [InlineData("middleName", "-")]
    [InlineData("middleName", "—")]
    [InlineData("middleName", "–")]
    [InlineData("middleName", "...")]
    [InlineData("middleName", "Нет")]
    [InlineData("middleName", "(отсутствует)")]
    [InlineData("middleName", "не указано")]
    [InlineData("middleName", "б/о")]
    [InlineData("middleName", "Н/Д")]
    [InlineData("middleName", "нет данных")]
    [InlineData("middleName", "NULL")]
    [InlineData("middleName", "отсутств.")]
    [InlineData("middleName", "без отч.")]
    [InlineData("snils", "без СНИЛС")]
    [InlineData("snils", "нет")]
    [InlineData("gender", "не указан")]
    [InlineData("birthDate", "нет")]
    [InlineData("birthDate", "01.01.0001 0:00:00")]
    [InlineData("birthDate", "01.01.0001")]
    [InlineData("birthDate", "0001-01-01T00:00:00")]
    [InlineData("birthDate", "0001-01-01T00:00:00+00:00")]
    [InlineData("birthDate", "0001-01-01 00:00:00+02:30:17")]
    [InlineData("birthDate", "1/1/0001 12:00:00 AM")]
    [InlineData("birthDate", "01.01.0001 г.")]
    [InlineData("birthDate", "  .  .    ")]
    [InlineData("birthDate", "30.12.1899 0:00")]
    [InlineData("birthDate", "00.00.0000")]
    [InlineData("lastName", "Нет")] // no name at all rather than an odd one: the row is rejected for want of it
    [InlineData("employments.1.rate", "-")]
    [InlineData("employments.1.schoolId", "нет")]
    public async Task A_word_for_nothing_is_an_empty_cell(string member, string cell)
    {
        var read = await Tables.Csv<Educator>($"{member};sourceId\n{cell};1\n");
        Assert.Empty(read.Faults);
        Assert.Equal("""{"sourceId":"1"}""", read.Documents.Single());
    }

    [Theory]
    [InlineData("number", "б/н", false)]
    [InlineData("number", "Б.Н.", false)]
    [InlineData("number", "бн", false)]
    [InlineData("number", "без номера", false)]
    [InlineData("registrationNumber", "бн", false)]
    [InlineData("series", "б/с", false)]
    [InlineData("series", "без серии", false)]
    [InlineData("series", "БН", true)] // letters that a series may have
    [InlineData("series", "БС", true)]
    [InlineData("programTitle", "Нетрадиционные формы урока", true)]
    [InlineData("professionalArea", "на", true)]
    [InlineData("number", "0", true)]
    public async Task A_value_is_none(string member, string cell, bool isValue)
    {
        var read = await Tables.Csv<Efs.Api.Modules.Programs.Certificate>($"{member};sourceId\n{cell};1\n");
        Assert.Empty(read.Faults);
        Assert.Equal(isValue, read.Documents.Single().Contains(member, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("7,724E+11", true)]
    [InlineData("7.72401e+11", true)]
    [InlineData("7.72401E11", true)]
    [InlineData("1E+15", true)]
    [InlineData("7,724Е+11", true)] // a Cyrillic letter
    [InlineData("7,724е11", true)]
    [InlineData("7,724 E+11", true)]
    [InlineData("77,24E+10", true)]
    [InlineData("2Е10", false)]
    [InlineData("5E+5", false)] // a spreadsheet gives the exponent two digits
    [InlineData("2E10", false)] // may be the number of a document
    [InlineData("АБ 1,5E+3", false)]
    [InlineData("772400123456", false)]
    public async Task A_number_that_lost_its_digits_is_no_text(string cell, bool isLost)
    {
        foreach (var member in new[] { "number", "registrationNumber", "series", "sourceId", "diplomaNumber" })
            Assert.Equal(
                isLost ? [$"2 /{member} lost-digits"] : [],
                (await Tables.Csv<Efs.Api.Modules.Programs.Certificate>($"{member};kind\n\"{cell}\";ПК\n")).Faults
            );
    }

    [Theory]
    [InlineData("#Н/Д")]
    [InlineData("#REF!")]
    [InlineData("########")]
    public async Task What_a_spreadsheet_could_not_show_is_no_value(string cell) =>
        Assert.Equal(["2 /lastName cell-error"], (await Tables.Csv<Educator>($"lastName;sourceId\n{cell};1\n")).Faults);

    [Fact]
    public async Task Dates_of_a_column_that_proves_its_months_first_are_all_refused()
    {
        var read = await Tables.Csv<Educator>(
            """
            lastName;birthDate;teachingSince
            А;3/12/80;3/12/2001
            Б;12.03.1980;
            В;1980-03-12;
            Г;12/03/1980;
            Д;3/13/80;13/3/2001
            """
        );
        Assert.Equal(["2 /birthDate month-first", "5 /birthDate month-first", "6 /birthDate month-first"], read.Faults);
        Assert.Equal("""{"lastName":"А","teachingSince":"2001-12-03"}""", read.Documents.First());
        Assert.Equal("""{"lastName":"В","birthDate":"1980-03-12"}""", read.Documents.ElementAt(2));
    }

    [Fact]
    public void Two_digits_of_a_year_mean_the_latest_that_fits()
    {
        var now = DateTime.UtcNow;
        string Day(int year) => $"01.01.{year % 100:00}";
        Assert.Equal(new DateOnly(now.Year, 1, 1), SpreadsheetFormats.Date(Day(now.Year), isPast: true, isBirth: false));
        Assert.Equal(new DateOnly(now.Year - 99, 1, 1), SpreadsheetFormats.Date(Day(now.Year + 1), isPast: true, isBirth: false));
        Assert.Equal(new DateOnly(now.Year - 14, 1, 1), SpreadsheetFormats.Date(Day(now.Year - 14), isPast: true, isBirth: true));
        Assert.Equal(new DateOnly(now.Year - 113, 1, 1), SpreadsheetFormats.Date(Day(now.Year - 13), isPast: true, isBirth: true));
        Assert.Equal(new DateOnly(2049, 1, 1), SpreadsheetFormats.Date("01.01.49", isPast: false, isBirth: false));
        Assert.Equal(new DateOnly(1950, 1, 1), SpreadsheetFormats.Date("01.01.50", isPast: false, isBirth: false));
        Assert.Equal(new DateOnly(2000, 2, 29), SpreadsheetFormats.Date("29.02.00", isPast: true, isBirth: true));
        Assert.Equal(new DateOnly(1985, 4, 12), SpreadsheetFormats.Date("12/04/85", isPast: true, isBirth: true));
    }

    [Theory]
    [InlineData("36", "36")]
    [InlineData("36,5", "36.5")]
    [InlineData("1 234,5", "1234.5")]
    [InlineData("-1.25", "-1.25")]
    [InlineData("1,234.5", null)]
    [InlineData("1e5", null)]
    [InlineData("36 ч", null)]
    [InlineData("99999999999999999999999999999999999999", null)]
    public void A_number_is_read_with_a_comma_or_a_point(string text, string? number) =>
        Assert.Equal(number, SpreadsheetFormats.Number(text)?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("112-233-445 95", "112-233-445 95")]
    [InlineData("11223344595", "112-233-445 95")]
    [InlineData("112.233.445/95", "112-233-445 95")]
    [InlineData("112 233 445 95", "112-233-445 95")]
    [InlineData("112–233–445—95", "112-233-445 95")]
    [InlineData("5023431600", "050-234-316 00")] // a number that lost its zero
    [InlineData("112-233-445", "112-233-445")] // cut: the rule will say so
    [InlineData("нет данных", "нет данных")]
    public void A_snils_gets_its_separators_and_its_zeros_back(string text, string snils) =>
        Assert.Equal(snils, SpreadsheetFormats.Snils(text));

    public static TheoryData<string, string?> Spellings() =>
        new()
        {
            { "Челябинская область", "74" },
            { "Челябинская обл.", "74" },
            { "ЧЕЛЯБИНСКАЯ ОБЛ", "74" },
            { "обл Челябинская", "74" },
            { "г. Москва", "77" },
            { "Москва г", "77" },
            { "Москва", "77" },
            { "город федерального значения Москва", "77" },
            { "Московская область", "50" },
            { "г.Санкт-Петербург", "78" },
            { "Санкт – Петербург", "78" },
            { "СПб", "78" },
            { "Севастополь г", "92" },
            { "Кемеровская область", "42" },
            { "Кемеровская область - Кузбасс", "42" },
            { "Кемеровская область — Кузбасс", "42" },
            { "Кемеровская область – Кузбасс обл", "42" },
            { "Чувашская Республика - Чувашия", "21" },
            { "Чувашская Республика", "21" },
            { "Чувашия", "21" },
            { "Республика Северная Осетия-Алания", "15" },
            { "Северная Осетия — Алания", "15" },
            { "Северная Осетия - Алания Респ", "15" },
            { "ХМАО", "86" },
            { "Ханты-Мансийский автономный округ", "86" },
            { "Ханты-Мансийский Автономный округ - Югра АО", "86" },
            { "ХМАО – Югра", "86" },
            { "ЯНАО", "89" },
            { "Ямало-Ненецкий АО", "89" },
            { "Ненецкий АО", "83" },
            { "ДНР", "93" },
            { "ЛНР", "94" },
            { "Еврейская Аобл", "79" },
            { "Еврейская автономная область", "79" },
            { "Адыгея Респ", "01" },
            { "Республика Адыгея", "01" },
            { "Республика Татарстан", "16" },
            { "Саха /Якутия/ Респ", "14" },
            { "Республика Алтай", "04" },
            { "Алтайский край", "22" },
            { "Пермский кр.", "59" },
            { "Алтай", null },
            { "Область", null },
            { "Атлантида", null },
            { "", null },
        };

    [Theory, MemberData(nameof(Spellings))]
    public void A_region_is_known_by_every_spelling_of_its_name(string name, string? code) => Assert.Equal(code, regions.Code(name));

    [Fact]
    public void Every_region_is_known_by_its_own_names() =>
        Assert.All(
            Tables.Reference.ByRegion.Values,
            region =>
            {
                Assert.Equal(region.Code, regions.Code(region.Name));
                Assert.Equal(region.Code, regions.Code(region.ShortName));
                Assert.Equal(region.Code, regions.Code(region.Name.Replace('—', '-').ToUpperInvariant()));
            }
        );

    [Theory]
    [InlineData("gender", "муж.", "male")]
    [InlineData("gender", "М", "male")]
    [InlineData("gender", "Женский", "female")]
    [InlineData("gender", "female", "female")]
    [InlineData("regionCode", "7", "07")]
    [InlineData("regionCode", "74", "74")]
    [InlineData("citizenship", "Россия", "643")]
    [InlineData("citizenship", "РФ", "643")]
    [InlineData("citizenship", "8", "008")]
    [InlineData("citizenship", "Беларусь", "112")]
    [InlineData("educationLevel", "Высшее образование - специалитет", "specialist")]
    [InlineData("lastName", "\u00a0Ива\u200bнова\t", "Иванова")]
    [InlineData("lastName", "'=Иванова", "=Иванова")]
    [InlineData("lastName", "''Иванова", "'Иванова")]
    [InlineData("lastName", "'Иванова", "'Иванова")]
    [InlineData("phone", "'+73512000000", "+73512000000")]
    public async Task A_cell_says_its_member(string member, string cell, string value)
    {
        var read = await Tables.Csv<Educator>($"{member};middleName\n\"{cell}\";Петровна\n");
        Assert.Empty(read.Faults);
        Assert.Equal($$"""{"{{member}}":"{{value}}","middleName":"Петровна"}""", read.Documents.Single());
    }

    [Theory]
    [InlineData("isNetworked", "да", "true")]
    [InlineData("isNetworked", "ИСТИНА", "true")]
    [InlineData("isNetworked", "1", "true")]
    [InlineData("isNetworked", "Нет", "false")]
    [InlineData("isNetworked", "0", "false")]
    [InlineData("isNetworked", "+", "true")]
    [InlineData("isNetworked", "V", "true")]
    [InlineData("isNetworked", "✓", "true")]
    [InlineData("isNetworked", "-", "false")]
    [InlineData("isNetworked", "—", "false")]
    [InlineData("hours", "1\u00a0036,00", "1036")]
    [InlineData("studyForm", "Очно-заочная", "\"part_time\"")]
    [InlineData("audience.levels", "НОО|основное общее образование", "[\"noo\",\"ooo\"]")]
    public async Task A_cell_is_of_its_members_kind(string member, string cell, string json)
    {
        var read = await Tables.Csv<Efs.Api.Modules.Programs.TrainingProgram>($"title;{member}\nП;{cell}\n");
        Assert.Empty(read.Faults);
        Assert.Contains(
            member.Contains('.', StringComparison.Ordinal) ? $"{{\"levels\":{json}}}" : $"\"{member}\":{json}",
            read.Documents.Single(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("2024", "2024")]
    [InlineData("01.09.2024", "2024")]
    [InlineData("2024-09-01", "2024")]
    [InlineData("1905-07-16", "2024")] // 2024 shown as a date
    [InlineData("осень", null)]
    public void A_year_may_be_given_as_a_date(string text, string? year) =>
        Assert.Equal(year, SpreadsheetFormats.Year(text, new BetweenAttribute(1950, 2100)));

    [Fact]
    public async Task Digits_that_numbers_lost_in_front_are_put_back()
    {
        var read = await Tables.Csv<Institute>("fullName;ИНН;ОКТМО\nИ;105014177;3701000\n");
        Assert.Equal("""{"fullName":"И","inn":"0105014177","oktmo":"03701000"}""", read.Documents.Single());
    }

    private static string? Iso(DateOnly? date) => date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
