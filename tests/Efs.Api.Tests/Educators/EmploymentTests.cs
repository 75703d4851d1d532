using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Educators;

/// <summary>Where people work, what they are called there, and what their days must not contradict.</summary>
public sealed class EmploymentTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly DateOnly today = DateOnly.FromDateTime(DateTime.UtcNow);

    [Fact]
    public async Task Everything_said_of_an_educator_is_read_back()
    {
        var (school, institute) = (await School(), (await efs.Region74.Create("/v1/institutes", Documents.Institute())).Id());
        var document = Documents
            .Educator()
            .With("sourceId", "hr-everything")
            .With("educationLevel", "specialist")
            .With("workingSince", "2007-08-20")
            .With("teachingSince", "2007-09-01")
            .With(
                "employments",
                new JsonArray(
                    Documents.Employment(school).With("until", "2020-08-31").With("rate", 1.25m),
                    Documents
                        .Employment(school)
                        .With("schoolId", null)
                        .With("instituteId", institute)
                        .With("positionCode", "methodist")
                        .With("subjectCodes", new JsonArray())
                        .With("isMain", false)
                )
            )
            .With(
                "categories",
                new JsonArray(
                    new JsonObject
                    {
                        ["kind"] = "highest",
                        ["grantedOn"] = "2020-03-28",
                        ["expiresOn"] = "2025-03-28",
                    },
                    new JsonObject { ["kind"] = "methodist", ["grantedOn"] = "2024-03-28" }
                )
            )
            .With(
                "legalBasis",
                new JsonObject
                {
                    ["kind"] = "consent",
                    ["documentDate"] = "2024-01-10",
                    ["documentNumber"] = "17",
                    ["documentVersion"] = "2",
                    ["withdrawnOn"] = "2024-02-01",
                }
            );
        var made = await efs.Region74.Create("/v1/educators", document);
        var read = await efs.Region74.GetJson($"/v1/educators/{made.Id()}");
        Assert.True(JsonNode.DeepEquals(made, read), $"{made}\n{read}");
        foreach (var (member, value) in document)
            Assert.True(JsonNode.DeepEquals(value, read[member]), $"{member}: {read[member]}");
        Assert.Equal(1985, (int)read["birthYear"]!);

        // Fewer places and categories than before, in another order: what is gone is gone.
        var less = document
            .With("employments", new JsonArray(document["employments"]![1]!.DeepClone()))
            .With("categories", new JsonArray());
        await (await efs.Region74.SendJson("PUT", $"/v1/educators/{made.Id()}", less, ("If-Match", "*"))).ReadJson(200);
        read = await efs.Region74.GetJson($"/v1/educators/{made.Id()}");
        Assert.True(JsonNode.DeepEquals(less["employments"], read["employments"]));
        Assert.Empty(read["categories"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"schoolId":null}""", "/employments/0 exactly-one")]
    [InlineData("""{"instituteId":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10"}""", "/employments/0 exactly-one")]
    [InlineData("""{"schoolId":"17"}""", "/employments/0/schoolId wrong-format")]
    [InlineData("""{"positionCode":"wizard"}""", "/employments/0/positionCode unknown-code")]
    [InlineData("""{"positionCode":"Учитель"}""", "/employments/0/positionCode wrong-format")]
    [InlineData("""{"subjectCodes":["mathematics","magic"]}""", "/employments/0/subjectCodes/1 unknown-code")]
    [InlineData("""{"subjectCodes":["mathematics","mathematics"]}""", "/employments/0/subjectCodes repeated-item")]
    [InlineData("""{"rate":0}""", "/employments/0/rate out-of-range")]
    [InlineData("""{"rate":3.01}""", "/employments/0/rate out-of-range")]
    [InlineData("""{"rate":"1"}""", "/employments/0/rate wrong-type")]
    [InlineData("""{"rate":1e400}""", "/employments/0/rate wrong-type")]
    [InlineData("""{"until":"2015-08-31"}""", "/employments/0/until date-order")]
    [InlineData("""{"since":"1998-12-31"}""", "/employments/0/since too-young")]
    [InlineData("""{"since":"1999-01-01"}""", null)]
    [InlineData("""{"until":"2015-09-01"}""", null)]
    [InlineData("""{"rate":0.01}""", null)]
    public async Task A_place_of_work_is_judged(string change, string? error)
    {
        var employment = Documents.Employment(await School());
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
        {
            employment.Remove(member);
            if (value is not null)
                employment[member] = value.DeepClone();
        }
        var response = await efs.Region74.SendJson(
            "POST",
            "/v1/educators",
            Documents.Educator().With("employments", new JsonArray(employment))
        );
        if (error is null)
            await response.ReadJson(201);
        else
            Assert.Equal([error], await response.ReadErrors(400, "request.invalid"));
    }

    [Theory] // technology was taught up to 2024-08-31, labour since 2024-09-01
    [InlineData("technology", "2015-09-01", null, true)]
    [InlineData("technology", "2024-08-31", null, true)]
    [InlineData("technology", "2024-09-01", null, false)]
    [InlineData("labor_and_technology", "2015-09-01", null, true)]
    [InlineData("labor_and_technology", "2015-09-01", "2024-09-01", true)]
    [InlineData("labor_and_technology", "2015-09-01", "2024-08-31", false)]
    public async Task A_code_is_used_only_while_it_is_in_force(string subject, string since, string? until, bool fits)
    {
        var employment = Documents
            .Employment(await School())
            .With("subjectCodes", new JsonArray("mathematics", subject))
            .With("since", since)
            .With("until", until);
        var response = await efs.Region74.SendJson(
            "POST",
            "/v1/educators",
            Documents.Educator().With("employments", new JsonArray(employment))
        );
        if (fits)
            await response.ReadJson(201);
        else
            Assert.Equal(["/employments/0/subjectCodes/1 closed-code"], await response.ReadErrors(400, "request.invalid"));
    }

    [Theory] // isMain since until, one place after another
    [InlineData("", "2015-09-01..")]
    [InlineData("", "2015-09-01..2020-08-31 2020-09-01..")]
    [InlineData("1", "2015-09-01..2020-09-01 2020-09-01..")]
    [InlineData("1", "2015-09-01.. 2020-09-01..")]
    [InlineData("0", "2020-09-01.. 2015-09-01..")]
    [InlineData("", "2020-09-01.. 2015-09-01..2020-08-31")]
    [InlineData("1 2", "2015-09-01.. 2016-09-01..2017-08-31 2018-09-01..")]
    [InlineData("", "2015-09-01.. x2016-09-01.. x2016-09-01..")]
    public async Task Only_one_place_is_the_main_one_at_a_time(string wrong, string places)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(wrong);
        var school = await School();
        var employments = places
            .Split(' ')
            .Select(p =>
                (JsonNode)
                    Documents
                        .Employment(school)
                        .With("isMain", p[0] != 'x')
                        .With("since", p.TrimStart('x').Split("..")[0])
                        .With("until", p.Split("..")[1] is { Length: > 0 } until ? until : null)
            );
        var response = await efs.Region74.SendJson(
            "POST",
            "/v1/educators",
            Documents.Educator().With("employments", new JsonArray([.. employments]))
        );
        if (wrong.Length == 0)
        {
            await response.ReadJson(201);
            return;
        }
        Assert.Equal(wrong.Split(' ').Select(i => $"/employments/{i}/isMain one-main"), await response.ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task A_workplace_must_be_in_the_region()
    {
        var foreignSchool = (await efs.Region27.Create("/v1/schools", Documents.School("27"))).Id();
        var foreignInstitute = (await efs.Region27.Create("/v1/institutes", Documents.Institute("27"))).Id();
        var (school, institute) = (await School(), (await efs.Region74.Create("/v1/institutes", Documents.Institute())).Id());
        using var two = await efs.Client("two-places", EfsHost.WholeRegion, "27", "74");
        var places = new[]
        {
            ("schoolId", school),
            ("schoolId", foreignSchool),
            ("schoolId", Guid.NewGuid()),
            ("schoolId", institute),
            ("instituteId", foreignInstitute),
            ("instituteId", school),
            ("instituteId", institute),
        };
        var document = Documents
            .Educator()
            .With(
                "employments",
                new JsonArray([
                    .. places.Select(p =>
                        (JsonNode)Documents.Employment(school).With("isMain", false).With("schoolId", null).With(p.Item1, p.Item2)
                    ),
                ])
            );
        string[] errors =
        [
            "/employments/1/schoolId unknown-workplace",
            "/employments/2/schoolId unknown-workplace",
            "/employments/3/schoolId unknown-workplace",
            "/employments/4/instituteId unknown-workplace",
            "/employments/5/instituteId unknown-workplace",
        ];
        Assert.Equal(errors, await (await two.SendJson("POST", "/v1/educators", document)).ReadErrors(422, "educators.workplace"));
        Assert.Equal(
            errors,
            await (await two.SendJson("PUT", "/v1/educators/by-source/74/places", document)).ReadErrors(422, "educators.workplace")
        );
        var made = await efs.Region74.Create("/v1/educators", Documents.Educator());
        Assert.Equal(
            errors,
            await (await two.SendJson("PUT", $"/v1/educators/{made.Id()}", document, ("If-Match", "*"))).ReadErrors(
                422,
                "educators.workplace"
            )
        );
        Assert.Equal(
            ["/employments/0/schoolId unknown-workplace"],
            await (
                await two.SendJson(
                    "PATCH",
                    $"/v1/educators/{made.Id()}",
                    new JsonObject { ["employments"] = new JsonArray(Documents.Employment(foreignSchool)) },
                    ("If-Match", "*")
                )
            ).ReadErrors(422, "educators.workplace")
        );
        Assert.Equal(1, (await efs.Region74.GetJson($"/v1/educators/{made.Id()}")).Version());
    }

    [Theory] // of an organisation founded on 2010-09-01 and closed on 2020-08-31
    [InlineData("2010-09-01", "2020-08-31", null)]
    [InlineData("2010-08-31", "2020-08-31", "since before-founding")]
    [InlineData("2010-09-01", "2020-09-01", "until after-closing")]
    [InlineData("2010-09-01", null, "until after-closing")]
    [InlineData("2020-09-01", "2020-09-02", "until after-closing")]
    public async Task Nobody_works_where_nothing_is_yet_or_any_more(string since, string? until, string? error)
    {
        foreach (var (registry, member) in new[] { ("schools", "schoolId"), ("institutes", "instituteId") })
        {
            var place = (
                await efs.Region74.Create(
                    $"/v1/{registry}",
                    (await efs.Region74.Document(registry)).With("foundedOn", "2010-09-01").With("closedOn", "2020-08-31")
                )
            ).Id();
            var employment = Documents
                .Employment(Guid.Empty)
                .With("schoolId", null)
                .With(member, place)
                .With("since", since)
                .With("until", until);
            var response = await efs.Region74.SendJson(
                "POST",
                "/v1/educators",
                Documents.Educator().With("employments", new JsonArray(employment))
            );
            if (error is null)
                await response.ReadJson(201);
            else
                Assert.Equal([$"/employments/0/{error}"], await response.ReadErrors(422, "educators.workplace"));
        }
    }

    [Fact]
    public async Task Work_at_a_school_that_will_close_ends_with_it()
    {
        var school = (await efs.Region74.Create("/v1/schools", Documents.School().With("closedOn", Day(30)))).Id();
        await efs.Region74.Create("/v1/educators", Documents.Educator().With("employments", new JsonArray(Documents.Employment(school))));
        foreach (var (since, until) in new[] { (Day(31), (string?)null), (Day(10), Day(31)) })
            Assert.Equal(
                ["/employments/0/until after-closing"],
                await (
                    await efs.Region74.SendJson(
                        "POST",
                        "/v1/educators",
                        Documents
                            .Educator()
                            .With("employments", new JsonArray(Documents.Employment(school).With("since", since).With("until", until)))
                    )
                ).ReadErrors(422, "educators.workplace")
            );
    }

    [Fact]
    public async Task What_stands_may_be_said_again_after_its_school_closed()
    {
        var school = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        var document = Documents.Educator().With("sourceId", "hr-closed").With("employments", new JsonArray(Documents.Employment(school)));
        var made = await efs.Region74.Create("/v1/educators", document);
        await (await efs.Region74.SendJson("PATCH", $"/v1/schools/{school}", """{"closedOn":"2024-01-01"}""", ("If-Match", "*"))).ReadJson(
            200
        );
        await (await efs.Region74.SendJson("PUT", $"/v1/educators/{made.Id()}", document, ("If-Match", "*"))).ReadJson(200);
        await (await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/hr-closed", document)).ReadJson(200);
        await (await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/hr-closed", document.With("phone", null))).ReadErrors(
            422,
            "educators.workplace"
        );
        document["employments"]![0]!["until"] = "2024-01-01";
        await (await efs.Region74.SendJson("PUT", "/v1/educators/by-source/74/hr-closed", document)).ReadJson(200);
    }

    [Theory]
    [InlineData("""{"workingSince":"2007-09-02","teachingSince":"2007-09-01"}""", "/teachingSince date-order")]
    [InlineData("""{"workingSince":"1998-12-31","teachingSince":"1998-12-31"}""", "/teachingSince too-young", "/workingSince too-young")]
    [InlineData("""{"birthDate":"2099-01-01"}""", "/birthDate in-future")]
    [InlineData("""{"birthDate":"1899-12-31"}""", "/birthDate wrong-type")]
    [InlineData("""{"gender":"ж"}""", "/gender not-one-of")]
    [InlineData("""{"citizenship":"000"}""", "/citizenship unknown-code")]
    [InlineData("""{"citizenship":643}""", "/citizenship wrong-type")]
    [InlineData("""{"educationLevel":"phd"}""", "/educationLevel unknown-code")]
    [InlineData("""{"middleName":""}""", "/middleName blank")]
    [InlineData("""{"lastName":null,"birthDate":null}""", "/birthDate required", "/lastName required")]
    public async Task A_member_is_judged(string change, params string[] errors)
    {
        var document = Documents.Educator();
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document[member] = value?.DeepClone();
        Assert.Equal(
            errors,
            (await (await efs.Region74.SendJson("POST", "/v1/educators", document)).ReadErrors(400, "request.invalid")).Order()
        );
    }

    [Theory]
    [InlineData("first", "2023-08-31", "2028-08-31", null)]
    [InlineData("first", "2023-08-31", null, "expiresOn category-term")]
    [InlineData("first", "2023-09-01", null, null)]
    [InlineData("highest", "2023-09-01", "2028-09-01", "expiresOn category-term")]
    [InlineData("position_fit", "2020-01-01", "2025-01-01", null)]
    [InlineData("highest", "2020-01-01", "2019-12-31", "expiresOn date-order")]
    [InlineData("methodist", "2023-09-01", null, null)]
    [InlineData("mentor", "2023-09-01", null, null)]
    [InlineData("methodist", "2023-08-31", "2028-08-31", "kind closed-code")]
    [InlineData("mentor", "2023-08-31", "2028-08-31", "kind closed-code")]
    [InlineData("none", "2023-09-01", null, "kind not-one-of")]
    [InlineData("first", "2099-09-01", null, "grantedOn in-future")]
    public async Task A_category_has_a_term_only_if_it_was_granted_before_the_first_of_September_2023(
        string kind,
        string grantedOn,
        string? expiresOn,
        string? error
    )
    {
        var category = new JsonObject { ["kind"] = kind, ["grantedOn"] = grantedOn };
        if (expiresOn is not null)
            category["expiresOn"] = expiresOn;
        var response = await efs.Region74.SendJson(
            "POST",
            "/v1/educators",
            Documents.Educator().With("categories", new JsonArray(category))
        );
        if (error is null)
            await response.ReadJson(201);
        else
            Assert.Equal([$"/categories/0/{error}"], await response.ReadErrors(400, "request.invalid"));
    }

    [Theory]
    [InlineData("""{"kind":"contract"}""")]
    [InlineData("""{"kind":"public_function"}""")]
    [InlineData("""{"kind":"consent","documentDate":"2024-01-10","documentNumber":"17","documentVersion":"2"}""")]
    [InlineData(
        """{"kind":"consent","documentDate":"2024-01-10","documentNumber":"17","documentVersion":"2","withdrawnOn":"2024-01-10"}"""
    )]
    [InlineData(
        """{"kind":"consent","documentDate":"2024-01-10","documentNumber":"17","documentVersion":"2","withdrawnOn":"2024-01-09"}""",
        "/legalBasis/withdrawnOn date-order"
    )]
    [InlineData(
        """{"kind":"consent"}""",
        "/legalBasis/documentDate consent-only",
        "/legalBasis/documentNumber consent-only",
        "/legalBasis/documentVersion consent-only"
    )]
    [InlineData(
        """{"kind":"contract","documentNumber":"17","withdrawnOn":"2024-02-01"}""",
        "/legalBasis/documentNumber consent-only",
        "/legalBasis/withdrawnOn consent-only"
    )]
    [InlineData(
        """{"kind":"consent","documentDate":"2099-01-10","documentNumber":"17","documentVersion":"2"}""",
        "/legalBasis/documentDate in-future"
    )]
    [InlineData("""{"kind":"gift"}""", "/legalBasis/kind not-one-of")]
    [InlineData("null", "/legalBasis required")]
    public async Task Personal_data_are_held_on_a_ground(string ground, params string[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var document = Documents.Educator();
        document["legalBasis"] = JsonNode.Parse(ground);
        var response = await efs.Region74.SendJson("POST", "/v1/educators", document);
        if (errors.Length == 0)
            await response.ReadJson(201);
        else
            Assert.Equal(
                errors,
                (await response.ReadErrors(400, "request.invalid")).Where(f => f != "/legalBasis/kind consent-only").Order()
            );
    }

    [Fact]
    public async Task Who_amends_another_member_at_the_same_time_writes_no_older_places_back()
    {
        var places = new JsonObject { ["employments"] = new JsonArray(Documents.Employment(await School())) };
        for (var i = 0; i < 10; i++)
        {
            var path = $"/v1/educators/{(await efs.Region74.Create("/v1/educators", Documents.Educator())).Id()}";
            var statuses = await Registries.Concurrently(
                8,
                n =>
                    efs.Region74.SendJson(
                        "PATCH",
                        path,
                        n == 0 ? places : new JsonObject { ["phone"] = $"+7000741000{n}" },
                        ("If-Match", "*")
                    )
            );
            Assert.Equal(8, statuses[200]);
            Assert.Single((await efs.Region74.GetJson(path))["employments"]!.AsArray());
        }
    }

    private async Task<Guid> School() => (await efs.Region74.Create("/v1/schools", Documents.School())).Id();

    private static string Day(int fromToday) => today.AddDays(fromToday).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
