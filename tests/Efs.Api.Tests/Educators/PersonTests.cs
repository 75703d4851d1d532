using System.Globalization;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Educators;

/// <summary>Who a person is: known by the СНИЛС across regions, masked for those without the right, removed for good when asked.</summary>
public sealed class PersonTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory] // facts 11.2
    [InlineData("112-233-445 95", true)]
    [InlineData("050-234-316 00", true)]
    [InlineData("221-105-818 00", true)]
    [InlineData("120-409-243 01", true)]
    [InlineData("137-199-816 00", true)]
    [InlineData("087-654-302 00", true)]
    [InlineData("723-811-990 00", true)]
    [InlineData("013-028-391 99", true)]
    [InlineData("001-001-999 65", true)]
    [InlineData("001-001-997 99", true)]
    [InlineData("112-233-445 96", false)]
    [InlineData("001-001-999 00", false)]
    [InlineData("123-456-789 01", false)]
    [InlineData("000-000-000 00", false)]
    public async Task The_check_number_of_a_snils_must_match(string snils, bool matches)
    {
        var response = await efs.Region74.SendJson("POST", "/v1/educators", Documents.Educator().With("snils", snils));
        if (matches)
            Assert.Equal(snils, (await response.ReadJson(201)).Text("snils"));
        else
            Assert.Equal(["/snils snils-checksum"], await response.ReadErrors(400, "request.invalid"));
    }

    [Theory]
    [InlineData("1122334459")]
    [InlineData("112.233.445 95")]
    [InlineData("112-233-445-951")]
    [InlineData("١١٢-233-445 95")]
    public async Task A_snils_is_eleven_digits(string snils) =>
        Assert.StartsWith(
            "/snils ",
            Assert.Single(
                await (await efs.Region74.SendJson("POST", "/v1/educators", Documents.Educator().With("snils", snils))).ReadErrors(
                    400,
                    "request.invalid"
                )
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_snils_is_the_same_whatever_its_separators()
    {
        var snils = Documents.NewSnils();
        var document = Documents.Educator().With("snils", snils);
        var made = await (await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/separators", document)).ReadJson(201);
        var digits = string.Concat(snils.Where(char.IsAsciiDigit));
        foreach (var form in new[] { digits, snils.Replace(' ', '-'), $" {snils.Replace('-', ' ')}\u00a0" })
        {
            Assert.True(
                JsonNode.DeepEquals(
                    made,
                    await (
                        await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/separators", document.With("snils", form))
                    ).ReadJson(200)
                ),
                form
            );
            Assert.Equal(
                1,
                (
                    await (
                        await efs.Region74.SendJson(
                            "PUT",
                            $"/v1/educators/{made.Id()}",
                            document.With("sourceId", "separators").With("snils", form),
                            ("If-Match", "*")
                        )
                    ).ReadJson(200)
                ).Version()
            );
            Assert.Equal(
                ["/snils duplicate-snils"],
                await (await efs.Region74.SendJson("POST", "/v1/educators", Documents.Educator().With("snils", form))).ReadErrors(
                    409,
                    "educators.duplicate-snils"
                )
            );
            Assert.Equal(
                ["/snils duplicate-snils"],
                await (
                    await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/other", Documents.Educator().With("snils", form))
                ).ReadErrors(409, "educators.duplicate-snils")
            );
            Assert.Equal([made.Id()], await Found(efs.Region74, new() { ["snils"] = form }));
        }
        var second = await efs.Region74.Create("/v1/educators", Documents.Educator());
        await (
            await efs.Region74.SendJson("PATCH", $"/v1/educators/{second.Id()}", new JsonObject { ["snils"] = digits }, ("If-Match", "*"))
        ).ReadErrors(409, "educators.duplicate-snils");
        await (await efs.Region74.SendJson("PATCH", $"/v1/educators/{second.Id()}", """{"snils":null}""", ("If-Match", "*"))).ReadJson(200);
    }

    [Fact]
    public async Task A_person_of_two_regions_is_two_records_and_one_person()
    {
        var snils = Documents.NewSnils();
        var here = await efs.Region74.Create("/v1/educators", Documents.Educator().With("snils", snils));
        var there = await efs.Region27.Create("/v1/educators", Documents.Educator("27").With("snils", snils).With("lastName", "Другая"));
        Assert.NotEqual(here.Id(), there.Id());
        Assert.Equal(
            1,
            await Count(
                $"SELECT count(DISTINCT person_id) FROM educators.educator WHERE id IN ('{here.Id()}', '{there.Id()}') AND person_id "
                    + "IS NOT NULL"
            )
        );
        Assert.Equal([here.Id()], await Found(efs.Region74, new() { ["snils"] = snils }));
        Assert.Equal([there.Id()], await Found(efs.Region27, new() { ["snils"] = snils }));
        using var federal = await efs.Client($"federal-{Guid.NewGuid():N}"[..20], EfsHost.WholeRegion);
        Assert.Equal([there.Id(), here.Id()], await Found(federal, new() { ["snils"] = snils }));

        var person = await Person(here.Id());
        await (await efs.Region74.SendJson("DELETE", $"/v1/educators/{here.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);
        Assert.Equal(1, await Count($"SELECT count(*) FROM educators.person WHERE id = '{person}'"));
        await (await efs.Region27.SendJson("PATCH", $"/v1/educators/{there.Id()}", """{"snils":null}""", ("If-Match", "*"))).ReadJson(200);
        Assert.Equal(0, await Count($"SELECT count(*) FROM educators.person WHERE id = '{person}'"));
    }

    [Fact]
    public async Task A_person_whom_no_record_names_any_more_is_forgotten_whatever_way_it_was_written()
    {
        var before = await Count("SELECT count(*) FROM educators.person");
        var document = Documents.Educator();
        var made = await (await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/forgotten", document)).ReadJson(201);
        await (
            await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/forgotten", document.With("snils", Documents.NewSnils()))
        ).ReadJson(200);
        await (
            await efs.Region74.SendJson(
                "PUT",
                $"/v1/educators/{made.Id()}",
                document.With("sourceId", "forgotten").With("snils", Documents.NewSnils()),
                ("If-Match", "*")
            )
        ).ReadJson(200);
        await (
            await efs.Region74.SendJson(
                "PATCH",
                $"/v1/educators/{made.Id()}",
                new JsonObject { ["snils"] = Documents.NewSnils() },
                ("If-Match", "*")
            )
        ).ReadJson(200);
        Assert.Equal(before + 1, await Count("SELECT count(*) FROM educators.person"));
        await (await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/forgotten", document.With("snils", null))).ReadJson(200);
        Assert.Equal(before, await Count("SELECT count(*) FROM educators.person"));
    }

    [Fact]
    public async Task A_person_is_found_by_whole_names_and_date_of_birth()
    {
        var full = await Born("Ёлкина", "Алёна", "Семёновна", "1991-02-03");
        var without = await Born("Ёлкина", "Алёна", null, "1991-02-03");
        await Born("Ёлкина", "Алёна", "Семёновна", "1991-02-04");
        await Born("Ёлкина", "Алёнами", "Семёновна", "1991-02-03");
        await Born("Ёлкинадзе", "Алёна", null, "1991-02-03");
        JsonObject Asked(string last, string first, string? middle) =>
            new JsonObject
            {
                ["lastName"] = last,
                ["firstName"] = first,
                ["birthDate"] = "1991-02-03",
            }.With("middleName", middle);

        Assert.Equal([full, without], await Found(efs.Region74, Asked("Ёлкина", "Алёна", null)));
        Assert.Equal([full, without], await Found(efs.Region74, Asked(" ЕЛКИНА ", "алена", null)));
        Assert.Equal([full], await Found(efs.Region74, Asked("елкина", "АЛЁНА", "семеновна")));
        Assert.Empty(await Found(efs.Region74, Asked("елкина", "алена", "семеновн")));
        Assert.Empty(await Found(efs.Region74, Asked("елкин", "алена", null)));
        Assert.Empty(await Found(efs.Region74, Asked("елкина алена", "семеновна", null)));
        Assert.Empty(await Found(efs.Region27, Asked("Ёлкина", "Алёна", null)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"lastName":"Иванова","firstName":"Мария"}""")]
    [InlineData("""{"lastName":"Иванова","birthDate":"1985-04-12"}""")]
    [InlineData("""{"middleName":"Петровна"}""")]
    [InlineData("""{"snils":"112-233-445 95","lastName":"Иванова"}""")]
    [InlineData("""{"snils":"112-233-445 95","birthDate":"1985-04-12"}""")]
    public async Task A_search_is_by_snils_or_by_names_and_date(string search) =>
        Assert.Equal(
            [" exactly-one"],
            await (await efs.Region74.SendJson("POST", "/v1/educators/search", search)).ReadErrors(400, "request.invalid")
        );

    [Theory]
    [InlineData("snils", "112-233-445 95")]
    [InlineData("birthDate", "1985-04-12")]
    [InlineData("email", "***@example.ru")]
    [InlineData("phone", null)]
    public async Task What_is_hidden_is_not_changed_by_a_patch_right_guess_or_wrong(string member, string? value)
    {
        using var blind = await efs.Client(
            $"blind-{member.ToLowerInvariant()}",
            [.. EfsHost.WholeRegion.Where(s => s != "educators:personal-data")],
            "74"
        );
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        foreach (var guess in new[] { value, (string?)educator[member] })
            Assert.Equal(
                [$"/{member} hidden-member"],
                await (
                    await blind.SendJson("PATCH", $"/v1/educators/{educator.Id()}", new JsonObject { [member] = guess }, ("If-Match", "*"))
                ).ReadErrors(403, "access.scope")
            );
    }

    [Theory]
    [InlineData("1999-01-01")] // the day of the birth date in the year of the 14th birthday: nobody can find it out by halves
    [InlineData("1999-12-31")]
    public async Task Beginning_to_work_is_judged_by_the_year_of_birth(string since) =>
        await efs.Region74.Create("/v1/educators", Documents.Educator().With("workingSince", since));

    [Fact]
    public async Task A_client_that_lost_the_right_to_personal_data_is_refused_a_replay()
    {
        using var client = await efs.Client("loses", EfsHost.WholeRegion, "74");
        var document = Documents.Educator();
        await (await client.SendJson("POST", "/v1/educators", document, ("Idempotency-Key", "loses"))).ReadJson(201);
        var fields = new JsonObject
        {
            ["name"] = "loses",
            ["regions"] = new JsonArray("74"),
            ["scopes"] = new JsonArray("educators:read", "educators:write"),
        };
        await (await efs.Administrator.SendJson("PUT", "/v1/clients/loses", fields, ("If-Match", "*"))).ReadJson(200);
        await Eventually.True(
            TimeSpan.FromSeconds(5),
            async () => (await client.GetJson("/v1/me"))["scopes"]!.AsArray().Count == 2,
            "the right is gone"
        );
        await (await client.SendJson("POST", "/v1/educators", document, ("Idempotency-Key", "loses"))).ReadErrors(403, "access.scope");
    }

    [Fact]
    public async Task Without_the_right_to_personal_data_they_are_masked_in_every_answer()
    {
        using var blind = await efs.Client("blind", [.. EfsHost.WholeRegion.Where(s => s != "educators:personal-data")], "74");
        var snils = Documents.NewSnils();
        var document = Documents.Educator(lastName: "Маскина").With("snils", snils).With("sourceId", "masked");
        var path = $"/v1/educators/{(await efs.Region74.Create("/v1/educators", document)).Id()}";
        var seen = await blind.GetJson(path);
        var answers = new List<JsonObject> { seen };
        answers.Add((await blind.GetJson("/v1/educators?sourceId=masked"))["items"]![0]!.AsObject());
        answers.Add((await efs.Analyst.GetJson("/v1/educators?sourceId=masked"))["items"]![0]!.AsObject());
        // An answer would tell a right guess, and so would the order.
        foreach (var query in new[] { "q=маскина", "sort=lastName", "sort=-lastName,updatedAt" })
            await (await blind.GetAsync($"/v1/educators?{query}")).ReadErrors(403, "access.scope");
        await (await blind.SendJson("POST", "/v1/educators/search", new JsonObject { ["snils"] = snils })).ReadErrors(403, "access.scope");
        foreach (var (target, headers) in new[] { (path, new[] { ("If-Match", "*") }), ("/v1/educators/by-source/74/masked", []) })
        {
            await (await blind.SendJson("PUT", target, document, headers)).ReadErrors(403, "access.scope");
            answers.Add(await (await blind.SendJson("PUT", target, seen.ToFields(), headers)).ReadJson(200));
        }
        // A new record would need what the client can't say.
        Assert.Equal(
            ["/lastName hidden-member", "/firstName hidden-member", "/birthDate hidden-member"],
            await (await blind.SendJson("PUT", "/v1/educators/by-source/74/masked-2", seen.ToFields().With("sourceId", null))).ReadErrors(
                403,
                "access.scope"
            )
        );
        answers.Add(await (await blind.SendJson("PATCH", path, """{"gender":"male"}""", ("If-Match", "*"))).ReadJson(200));
        foreach (var response in answers)
        {
            foreach (var member in new[] { "lastName", "firstName", "middleName", "birthDate", "birthYear", "snils", "phone", "email" })
                Assert.False(response.ContainsKey(member), member);
            Assert.Equal("1985-1989", response.Text("birthYears"));
            foreach (var hidden in new[] { snils[^5..], snils[..7], "04-12", "+7000", "ivanova", "Мария", "Маскина", "example.ru" })
                Assert.DoesNotContain(hidden, response.ToJsonString(), StringComparison.Ordinal);
        }
        var whole = await efs.Region74.GetJson(path); // what the blind client wrote and patched was not lost
        Assert.Equal(snils, whole.Text("snils"));
        Assert.Equal("1985-04-12", whole.Text("birthDate"));
        Assert.Equal("m.ivanova@example.ru", whole.Text("email"));
        Assert.Equal("male", whole.Text("gender"));
    }

    [Fact]
    public async Task What_is_personal_lies_sealed_in_the_database()
    {
        var document = Documents.Educator();
        var made = await efs.Region74.Create("/v1/educators", document);
        var row = await Row(made.Id());
        foreach (var member in new[] { "snils", "birthDate", "phone", "email" })
            Assert.DoesNotContain(document.Text(member), row, StringComparison.Ordinal);
        Assert.DoesNotContain(string.Concat(document.Text("snils").Where(char.IsAsciiDigit)), row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_depersonalised_record_has_nothing_of_the_person_left()
    {
        var school = await efs.Region74.Create("/v1/schools", Documents.School());
        var snils = Documents.NewSnils();
        var document = Documents
            .Educator(lastName: "Незабудкина")
            .With("firstName", "Аделаида")
            .With("middleName", "Евстигнеевна")
            .With("snils", snils)
            .With("sourceId", "gone")
            .With("educationLevel", "specialist")
            .With("teachingSince", "2007-09-01")
            .With("employments", new JsonArray(Documents.Employment(school.Id())))
            .With("categories", new JsonArray(new JsonObject { ["kind"] = "first", ["grantedOn"] = "2024-03-28" }))
            .With(
                "legalBasis",
                new JsonObject
                {
                    ["kind"] = "consent",
                    ["documentDate"] = "2024-01-10",
                    ["documentNumber"] = "consent-17",
                    ["documentVersion"] = "v-2",
                    ["withdrawnOn"] = "2024-02-01",
                }
            );
        var made = await (
            await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/gone", document.With("snils", Documents.NewSnils()))
        ).ReadJson(201);
        await (await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/gone", document)).ReadJson(200);
        var (path, persons) = ($"/v1/educators/{made.Id()}", await Count("SELECT count(*) FROM educators.person"));
        var before = await Hashes(made.Id());
        Assert.Equal(4, before.Count); // birth date, contacts, personal data, fingerprint
        var person = await Person(made.Id());

        await (await efs.Region74.SendJson("DELETE", $"{path}/personal-data")).ReadErrors(428, "registry.needs-version");
        var stale = await efs.Region74.SendJson("DELETE", $"{path}/personal-data", (string?)null, ("If-Match", "\"1\""));
        await stale.ReadErrors(412, "registry.stale");
        Assert.Equal("\"2\"", stale.Tag());
        await (await efs.Region74.SendJson("DELETE", $"{path}/personal-data", (string?)null, ("If-Match", "\"2\""))).ReadJson(204);

        var row = await Row(made.Id());
        foreach (
            var trace in new[]
            {
                "незабуд",
                "аделаид",
                "евстигн",
                "ivanova",
                "70007410001",
                snils,
                "consent-17",
                "v-2",
                "2024-01-10",
                "04-12",
                person.ToString(CultureInfo.InvariantCulture),
            }.Concat(before)
        )
            Assert.DoesNotContain(trace, row, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await Count($"SELECT count(*) FROM educators.person WHERE id = '{person}'"));
        Assert.Equal(persons - 1, await Count("SELECT count(*) FROM educators.person"));

        var left = await efs.Region74.GetJson(path);
        Assert.Equal(["***", "***"], new[] { left.Text("lastName"), left.Text("firstName") });
        foreach (var member in new[] { "middleName", "birthDate", "snils", "email", "phone" })
            Assert.False(left.ContainsKey(member), member);
        foreach (var member in new[] { "gender", "citizenship", "educationLevel", "teachingSince", "employments", "categories" })
            Assert.True(JsonNode.DeepEquals(document[member], left[member]), member);
        Assert.Equal(1985, (int)left["birthYear"]!);
        Assert.True(left.ContainsKey("depersonalisedAt"));
        Assert.Equal(3, left.Version());
        Assert.Empty(await Found(efs.Region74, new() { ["snils"] = snils }));
        Assert.Empty((await efs.Region74.GetJson("/v1/educators?q=незабудкина"))["items"]!.AsArray());
        Assert.Contains(
            (await efs.Region74.GetJson($"/v1/educators?schoolId={school.Id()}&category=first&sort=lastName"))["items"]!.AsArray(),
            e => (string?)e!["id"] == made.Text("id")
        );

        await (await efs.Region74.SendJson("PUT", path, document, ("If-Match", "*"))).ReadErrors(422, "educators.depersonalised");
        await (await efs.Region74.SendJson("PATCH", path, """{"gender":"male"}""", ("If-Match", "*"))).ReadErrors(
            422,
            "educators.depersonalised"
        );
        await (await efs.Region74.SendJson("PATCH", path, "{}", ("If-Match", "*"))).ReadErrors(422, "educators.depersonalised");
        await (await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/gone", document)).ReadErrors(422, "educators.depersonalised");
        await (
            await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/gone", document.With("employments", null).With("snils", null))
        ).ReadErrors(422, "educators.depersonalised");
        await (await efs.Region74.SendJson("DELETE", $"{path}/personal-data", (string?)null, ("If-Match", "*"))).ReadErrors(
            422,
            "educators.depersonalised"
        );
        Assert.Equal(row, await Row(made.Id()));

        await efs.Region74.Create("/v1/educators", document.With("sourceId", null)); // the person may come back, as another record
        await (await efs.Region74.SendJson("DELETE", path, (string?)null, ("If-Match", "*"))).ReadJson(204);
    }

    [Fact]
    public async Task A_person_whom_another_region_knows_stays_there_whole()
    {
        var snils = Documents.NewSnils();
        var here = await efs.Region74.Create("/v1/educators", Documents.Educator().With("snils", snils));
        var there = await efs.Region27.Create("/v1/educators", Documents.Educator("27").With("snils", snils));
        await (
            await efs.Region74.SendJson("DELETE", $"/v1/educators/{here.Id()}/personal-data", (string?)null, ("If-Match", "*"))
        ).ReadJson(204);
        Assert.True(JsonNode.DeepEquals(there, await efs.Region27.GetJson($"/v1/educators/{there.Id()}")));
        using var federal = await efs.Client($"federal-{Guid.NewGuid():N}"[..20], EfsHost.WholeRegion);
        Assert.Equal([there.Id()], await Found(federal, new() { ["snils"] = snils }));
    }

    private async Task<Guid> Born(string last, string first, string? middle, string date) =>
        (
            await efs.Region74.Create(
                "/v1/educators",
                Documents.Educator(lastName: last).With("firstName", first).With("middleName", middle).With("birthDate", date)
            )
        ).Id();

    private static async Task<IEnumerable<Guid>> Found(HttpClient client, JsonObject search) =>
        (await (await client.SendJson("POST", "/v1/educators/search", search)).ReadJson(200))["items"]!
            .AsArray()
            .Select(e => e!["id"]!.GetValue<Guid>());

    private async Task<long> Count(string sql) => Convert.ToInt64(await One(sql), CultureInfo.InvariantCulture);

    private async Task<string> Person(Guid id) =>
        (await One($"SELECT person_id::text FROM educators.educator WHERE id = '{id}'")).ToString()!;

    // Every column of the row and of what hangs on it, whatever columns there will be.
    private async Task<string> Row(Guid id) =>
        (string)
            await One(
                $"""
                SELECT concat_ws(' ', to_jsonb(e), (SELECT jsonb_agg(m) FROM educators.employment m WHERE m.educator_id = e.id), (SELECT
                    jsonb_agg(c) FROM educators.category c WHERE c.educator_id = e.id))
                FROM educators.educator e WHERE e.id = '{id}'
                """
            );

    private async Task<List<string>> Hashes(Guid id)
    {
        var row = JsonNode.Parse((string)await One($"SELECT to_jsonb(e)::text FROM educators.educator e WHERE e.id = '{id}'"))!.AsObject();
        return
        [
            .. row.Where(c =>
                    c.Value is JsonValue value
                    && value.TryGetValue<string>(out var text)
                    && text.StartsWith("\\x", StringComparison.Ordinal)
                )
                .Select(c => (string)c.Value!),
        ];
    }

    private async Task<object> One(string sql)
    {
        await using var command = efs.Owner.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync())!;
    }
}
