using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Imports;

/// <summary>A record never becomes another person's, whatever collides in a file.</summary>
public sealed class IdentityTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly string[] alike = ["АА", "AA", "аа", " А А "];

    [Theory]
    [InlineData("""{"lastName":"Второва"}""", null)] // a marriage
    [InlineData("""{"firstName":"Марья"}""", null)]
    [InlineData("""{"gender":"male"}""", null)]
    [InlineData("""{"birthDate":"1985-04-13"}""", "/snils other-person")]
    [InlineData("""{"firstName":"Пётр","gender":"male"}""", "/snils other-person")]
    [InlineData("""{"lastName":"Второв","firstName":"Пётр","gender":"male","birthDate":"1975-01-01"}""", "/snils other-person")]
    public async Task An_educator_who_is_found_by_СНИЛС_is_the_same_person(string changes, string? error)
    {
        var first = Documents.Educator();
        var created = await efs.Region74.Create("/v1/educators", first);
        var second = first.DeepClone().AsObject();
        foreach (var (member, value) in JsonNode.Parse(changes)!.AsObject())
            second[member] = value!.DeepClone();

        var import = await efs.Region74.Import("resource=educators", ImportClient.Lines(second));
        Assert.Equal(error is null ? "done updated=1" : "done rejected=1", import.Summary());
        Assert.Equal(error is null ? [] : [$"1 {error}"], await efs.Region74.RowErrors(import));
        var row = Assert.Single(await efs.Region74.Rows(import));
        Assert.Equal(created.Id(), row.Id());
        var now = await efs.Region74.GetJson($"/v1/educators/{created.Id()}");
        Assert.Equal(error is null ? second.Text("lastName") : first.Text("lastName"), now.Text("lastName"));
        var refused = await efs.Region74.SendJson("POST", "/v1/educators", second);
        Assert.Equal(409, (int)refused.StatusCode);
        Assert.Equal(created.Id().ToString(), (await refused.Json()).Text("recordId"));
    }

    [Fact]
    public async Task A_record_that_takes_the_natural_key_of_another_is_told_of_the_other_and_not_of_itself()
    {
        var (one, two) = (Documents.Educator().With("sourceId", "self-1"), Documents.Educator().With("sourceId", "self-2"));
        var (first, second) = (await efs.Region74.Create("/v1/educators", one), await efs.Region74.Create("/v1/educators", two));
        var taking = two.With("snils", one.Text("snils"));
        foreach (var path in new[] { "/v1/educators/by-source/74/self-2", $"/v1/educators/{second.Id()}" })
        {
            var response = await efs.Region74.SendJson("PUT", path, taking, ("If-Match", "*"));
            Assert.Equal(409, (int)response.StatusCode);
            Assert.Equal(first.Id().ToString(), (await response.Json()).Text("recordId"));
        }
        var certificate = Documents.Certificate(first.Id());
        var replaced = await efs.Region74.Create("/v1/certificates", certificate);
        var newer = Documents.Certificate(first.Id()).With("status", "duplicate").With("replacesId", replaced.Id().ToString());
        await efs.Region74.Create("/v1/certificates", newer);
        var again = await efs.Region74.SendJson("POST", "/v1/certificates", newer.With("number", "again-1"));
        Assert.Null((await again.Json())["recordId"]);
    }

    [Fact]
    public async Task Rows_of_one_file_with_one_natural_key_say_which_they_repeat()
    {
        var first = Documents.Educator();
        var married = first.DeepClone().AsObject().With("lastName", "Замужняя");
        var other = first.DeepClone().AsObject().With("firstName", "Пётр").With("gender", "male");
        var import = await efs.Region74.Import("resource=educators", ImportClient.Lines(first, married, other));
        Assert.Equal("done created=1 updated=1 rejected=1", import.Summary());
        var rows = await efs.Region74.Rows(import);
        Assert.Equal([null, 1, 2], rows.Select(r => (int?)r["repeats"]));
        Assert.Single(rows.Select(r => r.Id()).Distinct());
    }

    [Fact]
    public async Task A_row_that_repeats_one_of_another_sheet_names_the_sheet()
    {
        object?[] header = ["Ключ записи", "Вид организации", "Полное наименование", "Сельская местность", "Уровни образования"];
        object?[] school = ["sheet-1", "Лицей", "Лицей № 1", "нет", "noo"];
        var book = Tables.Book(("Челябинск", [header, school]), ("Магнитогорск", [header, school]));
        var import = await efs.Region74.Import("resource=schools", book, Exports.Workbook);
        Assert.Equal("done created=1 unchanged=1", import.Summary());
        var rows = await efs.Region74.Rows(import);
        Assert.Equal([null, 2], rows.Select(r => (int?)r["repeats"]));
        Assert.Equal([null, "Челябинск"], rows.Select(r => (string?)r["repeatsSheet"]));
    }

    [Fact]
    public async Task A_certificate_stays_with_the_educator_it_was_given_to()
    {
        var (first, second) = (await efs.Region74.Educator(), await efs.Region74.Educator());
        var document = Documents.Certificate(first);
        var import = await efs.Region74.Import(
            "resource=certificates",
            ImportClient.Lines(document, document.DeepClone().AsObject().With("educatorId", second.ToString()))
        );
        Assert.Equal("done created=1 rejected=1", import.Summary());
        Assert.Equal(["2 /number other-person"], await efs.Region74.RowErrors(import));
        var rows = await efs.Region74.Rows(import);
        Assert.Equal((rows[0].Id(), 1), (rows[1].Id(), (int)rows[1]["repeats"]!));
        Assert.Equal(first.ToString(), (await efs.Region74.GetJson($"/v1/certificates/{rows[0].Id()}")).Text("educatorId"));
    }

    // A row that contradicts another is left out with the person whom it describes, and the others are written again.
    [Fact]
    public async Task A_rejected_row_names_the_record_that_was_written()
    {
        var number = Documents.Certificate(Guid.Empty).Text("number");
        JsonObject Row(string lastName) =>
            Documents
                .Certificate(Guid.Empty)
                .With("number", number)
                .With("educatorId", null)
                .With(
                    "educator",
                    new JsonObject
                    {
                        ["snils"] = Documents.NewSnils(),
                        ["lastName"] = lastName,
                        ["firstName"] = "Анна",
                        ["birthDate"] = "1980-03-12",
                        ["gender"] = "female",
                    }
                );
        var import = await efs.Region74.Import(
            "resource=certificates&createEducators=true",
            ImportClient.Lines(Row("Первова"), Row("Второва"), Row("Третьева"))
        );
        Assert.Equal("done created=1 rejected=2", import.Summary());
        Assert.Equal(["2 /number other-person", "3 /number other-person"], await efs.Region74.RowErrors(import));
        var rows = await efs.Region74.Rows(import);
        var certificate = await efs.Region74.GetJson($"/v1/certificates/{rows[0].Id()}");
        Assert.Equal("Первова", (await efs.Region74.GetJson($"/v1/educators/{certificate.Text("educatorId")}")).Text("lastName"));
        foreach (var row in rows.Skip(1))
        {
            Assert.Equal(certificate.Id(), row.Id());
            Assert.Contains(certificate.Id().ToString(), (string)row["errors"]![0]!["message"]!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{"lastName":"Замужняя"}""", null)]
    [InlineData("""{"birthDate":"1970-05-05"}""", "1 /educator/snils other-person")]
    [InlineData("""{"firstName":"Пётр","gender":"male"}""", "1 /educator/snils other-person")]
    [InlineData("""{"birthDate":null,"firstName":"Пётр","lastName":"Кузнецов","gender":null}""", "1 /educator/snils other-person")]
    public async Task A_described_educator_is_the_owner_of_the_СНИЛС(string changes, string? error)
    {
        var educator = Documents.Educator();
        var owner = await efs.Region74.Create("/v1/educators", educator);
        var person = new JsonObject();
        foreach (var member in new[] { "snils", "lastName", "firstName", "middleName", "gender", "birthDate" })
            person[member] = educator[member]!.DeepClone();
        foreach (var (member, value) in JsonNode.Parse(changes)!.AsObject())
            person = person.With(member, value?.DeepClone());
        var document = Documents.Certificate(owner.Id()).With("educatorId", null).With("educator", person);
        var import = await efs.Region74.Import("resource=certificates&createEducators=true", ImportClient.Lines(document));
        Assert.Equal(error is null ? [] : [error], await efs.Region74.RowErrors(import));
        Assert.Equal(error is null ? "done created=1" : "done rejected=1", import.Summary());
    }

    [Fact]
    public async Task Look_alike_letters_spaces_and_dashes_make_no_second_document()
    {
        var document = Documents.Certificate(await efs.Region74.Educator());
        var number = document.Text("number");
        await efs.Region74.Create("/v1/certificates", document.With("series", "АА").With("number", $"1-{number}"));
        foreach (var series in alike)
        foreach (var written in new[] { $"1-{number}", $"1–{number}", $"1 - {number}" })
        {
            var same = document.DeepClone().AsObject().With("series", series).With("number", written);
            await (await efs.Region74.SendJson("POST", "/v1/certificates", same)).ReadErrors(409, "certificates.duplicate-number");
            var import = await efs.Region74.Import("resource=certificates", ImportClient.Lines(same));
            Assert.DoesNotContain("created", import.Summary(), StringComparison.Ordinal);
            Assert.DoesNotContain("rejected", import.Summary(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("О’Нил", "О'Нил")]
    [InlineData("О\u02BCБрайен", "О'Брайен")]
    [InlineData("Салтыкова–Щедрина", "Салтыкова-Щедрина")]
    [InlineData("Белова - Чернова", "Белова-Чернова")]
    [InlineData("Семёнова", "Семенова")]
    public async Task Apostrophes_and_dashes_make_no_second_person(string written, string known)
    {
        var educator = Documents.Educator(lastName: known).With("snils", null);
        var owner = await efs.Region74.Create("/v1/educators", educator);
        var person = new JsonObject
        {
            ["lastName"] = written,
            ["firstName"] = educator.Text("firstName"),
            ["middleName"] = educator.Text("middleName"),
            ["birthDate"] = educator.Text("birthDate"),
            ["gender"] = educator.Text("gender"),
        };
        var document = Documents.Certificate(owner.Id()).With("educatorId", null).With("educator", person);
        var import = await efs.Region74.Import("resource=certificates&createEducators=true", ImportClient.Lines(document));
        var row = Assert.Single(await efs.Region74.Rows(import));
        Assert.Equal(owner.Id().ToString(), (await efs.Region74.GetJson($"/v1/certificates/{row.Id()}")).Text("educatorId"));
    }

    [Theory]
    [InlineData("Ивaновa", "mixed-alphabets")] // Latin a
    [InlineData("CИДOPOBA", "mixed-alphabets")]
    [InlineData("Гaлкина-Петрова", "mixed-alphabets")]
    [InlineData("Ивановα", "mixed-alphabets")] // Greek
    [InlineData("Ｉванова", "mixed-alphabets")] // Latin of full width
    [InlineData("Петрова1", "not-a-name")]
    [InlineData("-", "not-a-name")]
    [InlineData("Müller", null)]
    [InlineData("О’Коннор", null)]
    [InlineData("О\u02BCКоннор", null)] // an apostrophe that is a letter
    [InlineData("Ли Ы", null)]
    [InlineData("Али оглы", null)]
    [InlineData("Салтыков-Щедрин", null)]
    public async Task A_name_is_of_letters_and_each_word_of_one_alphabet(string name, string? error)
    {
        foreach (var member in new[] { "lastName", "firstName", "middleName" })
        {
            var response = await efs.Region74.SendJson("POST", "/v1/educators", Documents.Educator().With(member, name));
            if (error is null)
                await response.ReadJson(201);
            else
                Assert.Equal([$"/{member} {error}"], await response.ReadErrors(400, "request.invalid"));
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    // People with keys of their own, with СНИЛС, with both; rows with each other's СНИЛС, numbers and names.
    [Theory, MemberData(nameof(Seeds))]
    public async Task No_record_changes_its_person_and_every_row_is_accounted_for(int seed)
    {
        var random = new Random(seed);
        var region = $"{30 + seed}";
        using var client = await efs.Client($"identity-{seed}", EfsHost.WholeRegion, region);
        var people = Enumerable.Range(0, 8).Select(i => Person(region, i, random)).ToList();
        foreach (var person in people.Take(4))
            await client.Create("/v1/educators", person);
        for (var round = 0; round < 3; round++)
        {
            await Checked(client, region, "educators", [.. Enumerable.Range(0, 25).Select(_ => EducatorRow(people, random))]);
            await Checked(client, region, "certificates", [.. Enumerable.Range(0, 25).Select(_ => CertificateRow(people, region, random))]);
        }
    }

    private static async Task Checked(HttpClient client, string region, string resource, JsonObject[] rows)
    {
        var before = await PeopleOf(client, resource);
        var import = await client.Import(
            $"resource={resource}&regionCode={region}{(resource == "educators" ? "" : "&createEducators=true")}",
            ImportClient.Lines(rows)
        );
        Assert.Equal("done", import.Text("state"));
        var after = await PeopleOf(client, resource);
        foreach (var (id, person) in before)
            Assert.Equal(person, after[id]);

        var report = await client.Rows(import);
        Assert.Equal(Enumerable.Range(1, rows.Length), report.Select(r => (int)r["row"]!));
        Assert.Equal(
            report.GroupBy(r => r.Text("outcome")).ToDictionary(g => g.Key, g => g.Count()).Where(c => c.Value > 0).OrderBy(c => c.Key),
            import["counts"]!.AsObject().Select(c => KeyValuePair.Create(c.Key, (int)c.Value!)).Where(c => c.Value > 0).OrderBy(c => c.Key)
        );
        foreach (var (row, sent) in report.Zip(rows))
            if (row.Text("outcome") == "rejected")
                Assert.NotEmpty(row["errors"]!.AsArray());
            else
                Assert.Equal(((sent["educator"] as JsonObject) ?? sent).Text("birthDate"), after[row.Id()]);
    }

    // Each record with the birth date of whom it is about: in these worlds nobody shares one.
    private static async Task<Dictionary<Guid, string>> PeopleOf(HttpClient client, string resource)
    {
        var educators = await All(client, "educators");
        var births = educators.ToDictionary(e => e.Id(), e => e.Text("birthDate"));
        return resource == "educators"
            ? births
            : (await All(client, resource)).ToDictionary(c => c.Id(), c => births[Guid.Parse(c.Text("educatorId"))]);
    }

    private static async Task<List<JsonObject>> All(HttpClient client, string resource) =>
        [.. (await client.GetJson($"/v1/{resource}?limit=500"))["items"]!.AsArray().Select(i => i!.AsObject())];

    private static JsonObject Person(string region, int number, Random random)
    {
        var (first, gender) = random.Next(2) == 0 ? ("Мария", "female") : ("Пётр", "male");
        return Documents
            .Educator(region, random.Next(3) == 0 ? "Иванова" : $"Фамилия{(char)('а' + number)}")
            .With("firstName", first)
            .With("gender", gender)
            .With("birthDate", $"19{60 + number}-04-1{number}")
            .With("sourceId", random.Next(2) == 0 ? $"key-{number}" : null);
    }

    private static JsonObject EducatorRow(IReadOnlyList<JsonObject> people, Random random)
    {
        var row = Any(people, random).DeepClone().AsObject();
        return random.Next(4) switch
        {
            0 => row.With("snils", Any(people, random).Text("snils")).With("sourceId", null),
            1 => row.With("lastName", "Замужняя"),
            2 => row.With("sourceId", null),
            _ => row,
        };
    }

    private static JsonObject CertificateRow(IReadOnlyList<JsonObject> people, string region, Random random)
    {
        var person = new JsonObject();
        var source = Any(people, random);
        foreach (var member in new[] { "snils", "lastName", "firstName", "middleName", "gender", "birthDate" })
            person[member] = source[member]!.DeepClone();
        if (random.Next(4) == 0)
            person["snils"] = Any(people, random)["snils"]!.DeepClone();
        if (random.Next(4) == 0)
            person.Remove("snils");
        return Documents
            .Certificate(Guid.Empty, region)
            .With("educatorId", null)
            .With("educator", person)
            .With("series", alike[random.Next(alike.Length)])
            .With("number", $"{random.Next(10)}");
    }

    private static JsonObject Any(IReadOnlyList<JsonObject> people, Random random) => people[random.Next(people.Count)];
}
