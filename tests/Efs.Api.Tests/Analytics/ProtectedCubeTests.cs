using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Analytics;

/// <summary>What an analyst without the right to exact figures makes of them over HTTP; with that right each of the attacks wins.</summary>
public sealed class ProtectedCubeTests(ProtectedCubeTests.World efs) : IClassFixture<ProtectedCubeTests.World>
{
    /// <summary>
    /// A school of a director, eighteen teachers of mathematics and one of physics. Each has a diagnostic and a document of the same year.
    /// </summary>
    public sealed class World : FiguresHost, IAsyncLifetime
    {
        public HttpClient Federal { get; private set; } = null!;
        public Guid School { get; private set; }

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Federal = await Client("federal", WholeRegion);
            School = (await Region74.Create("/v1/schools", Documents.School())).Id();
            var instrument = (await Region74.Create("/v1/instruments", Documents.Instrument())).Id();
            for (var i = 0; i < 20; i++)
            {
                var work = Documents.Employment(School).With("subjectCodes", new JsonArray(i == 1 ? "physics" : "mathematics"));
                var educator = await Region74.Create(
                    "/v1/educators",
                    Documents
                        .Educator()
                        .With("birthDate", $"{1960 + (2 * i)}-03-01")
                        .With("gender", i % 3 == 0 ? "male" : "female")
                        .With("employments", new JsonArray(i == 0 ? work.With("positionCode", "rector") : work))
                );
                await Region74.Create(
                    "/v1/diagnostics",
                    Documents.Diagnostic(
                        educator.Id(),
                        instrument,
                        "primary",
                        "2024-10-01",
                        [.. Documents.Competences.Select((c, j) => (c, (decimal)((7 * i + 5 * j) % 21)))]
                    )
                );
                await Region74.Create(
                    "/v1/certificates",
                    Documents.Certificate(educator.Id()).With("issuedOn", "2024-05-20").With("hours", 16 + (8 * i))
                );
            }
            var head = (await Federal.GetJson("/v1/changes/head")).Text("cursor");
            await Federal.Cube("schools", $"consistentThrough={head}");
        }
    }

    /// <summary>The cubes of people at a school, with the dimensions that say more of them than where they work.</summary>
    private async Task<IEnumerable<(string Cube, string Dimension)>> Attributes()
    {
        var all = new List<(string, string)>();
        foreach (var cube in (await efs.Analyst.GetJson("/v1/analytics/cubes"))["items"]!.AsArray())
        {
            var dimensions = cube!["dimensions"]!.AsArray().Select(d => (string)d!["code"]!).ToList();
            if (dimensions.Contains("school") && dimensions.Contains("position"))
                all.AddRange(
                    dimensions
                        .Except(["region", "district", "municipality", "school", "institute", "position"])
                        .Select(d => ((string)cube["code"]!, d))
                );
        }
        return all;
    }

    [Fact]
    public async Task Nothing_more_is_said_of_the_only_one_in_a_position()
    {
        var told = new List<string>();
        foreach (var (cube, dimension) in await Attributes())
        {
            var query = $"period=2024&position=rector&groupBy={dimension}";
            Assert.Empty(await efs.Analyst.Table(cube, query));
            if ((await efs.Federal.Table(cube, query)).Count > 0)
                told.Add($"{cube} {dimension}");
        }
        Assert.Superset(new HashSet<string>(["educators ageBand", "certificates hoursBand", "diagnosticResults level"]), told.ToHashSet());
    }

    [Fact]
    public async Task A_condition_is_no_way_round_a_group()
    {
        foreach (var band in new[] { "60_64", "65_and_over" })
        {
            var query = $"period=2024&position=rector&ageBand={band}";
            Assert.Equal(["2024: –"], await efs.Analyst.Table("educators", query));
            Assert.NotEqual(["2024: –"], await efs.Federal.Table("educators", query));
        }
    }

    [Fact]
    public async Task A_condition_that_a_group_implies_hides_nothing() =>
        Assert.StartsWith(
            "2024 male: ",
            Assert.Single(await efs.Analyst.Table("educators", "period=2024&gender=male&groupBy=gender")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task The_same_people_have_one_figure_however_they_are_asked_for()
    {
        var random = new Random(51);
        var shown = new HashSet<string>();
        string[] periods = ["2024", "2024-H2", "2024-Q4", "2024-11", "2024-10..2024-12"];
        for (var i = 0; i < 40; i++)
        {
            var asked = new List<(string Dimension, string Member)> { ("region", "74"), ("gender", "female") };
            if (random.Next(2) == 0)
                asked.Add(("district", "УФО"));
            var (groups, conditions) = (asked.Where(_ => random.Next(2) == 0).ToList(), asked.Where(_ => random.Next(2) == 0).ToList());
            conditions = [.. conditions.Union(asked.Except(groups)).Append(("gender", "female")).Distinct()];
            var where = conditions.Select(c => AnyOf(Term(c.Dimension, isNot: false, c.Member))).ToArray();
            foreach (
                var row in await Rows(
                    efs.Analyst,
                    "educators",
                    [.. groups.Select(g => g.Dimension)],
                    periods[random.Next(periods.Length)],
                    [.. where]
                )
            )
                shown.Add(row.Split(": ")[1]);
        }
        Assert.Single(shown);
    }

    /// <summary>
    /// Everybody knows who teaches physics and who is the rector. Two questions, with them and without, would tell their gender; in many
    /// forms, in spite of the noise.
    /// </summary>
    [Fact]
    public async Task Tables_from_which_people_can_be_left_out_one_by_one_are_refused()
    {
        var school = AnyOf(Term("school", isNot: false, $"{efs.School}"));
        await Refused(["gender"], AnyOf(Term("subject", isNot: true, "physics")));
        await Refused(["gender"], AnyOf(Term("subject", isNot: false, "mathematics", "history")));
        await Refused(["gender"], AnyOf(Term("subject", isNot: false, "mathematics"), Term("ageBand", isNot: false, "30_34")));
        await Refused(["gender"], AnyOf(Term("region", isNot: false, "74", "93")));
        await Refused(["gender", "category"], school);
        await Refused(["gender"], school, AnyOf(Term("position", isNot: false, "teacher")));
        await Refused(["gender"], school);
        await Refused(["region", "gender", "position"]);
        await Refused(["municipality", "gender"]);

        async Task Refused(string[] groups, params JsonNode[] where)
        {
            var query = Query(groups, "2024", where);
            var answer = await efs.Analyst.SendJson("POST", "/v1/analytics/cubes/educators/query", query.DeepClone());
            await answer.ReadErrors(403, "analytics.too-detailed");
            await (await efs.Federal.SendJson("POST", "/v1/analytics/cubes/educators/query", query)).ReadJson(200);
        }
    }

    [Theory]
    [InlineData("period=2024-01..2024-06&cumulative=true")] // a month in which one person alone got a document
    [InlineData("period=2024..2040")] // the year in which a person passes from one band of age to another
    public async Task Periods_by_which_people_come_or_go_at_will_are_refused(string query)
    {
        await (await efs.Analyst.GetAsync($"/v1/analytics/cubes/certificates/data?{query}")).ReadErrors(403, "analytics.too-detailed");
        await efs.Federal.Cube("certificates", query);
    }

    private static async Task<IReadOnlyList<string>> Rows(HttpClient client, string cube, string[] groups, string period, JsonNode[] where)
    {
        var sent = await client.SendJson("POST", $"/v1/analytics/cubes/{cube}/query", Query(groups, period, where));
        var answer = await sent.ReadJson(200);
        return
        [
            .. answer["rows"]!
                .AsArray()
                .Select(row =>
                    $"{string.Join(' ', row!["members"]!.AsArray().Select(m => (string)m!["code"]!))}: "
                    + (row["values"]![0]!["value"]?.ToJsonString() ?? "–")
                ),
        ];
    }

    private static JsonObject Query(string[] groups, string period, JsonNode[] where) =>
        new()
        {
            ["groupBy"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]),
            ["period"] = period,
            ["where"] = new JsonArray([.. where.Select(w => w.DeepClone())]),
        };

    private static JsonObject AnyOf(params JsonNode[] terms) => new JsonObject { ["anyOf"] = new JsonArray(terms) };

    private static JsonObject Term(string dimension, bool isNot, params string[] members) =>
        new JsonObject
        {
            ["dimension"] = dimension,
            ["members"] = new JsonArray([.. members.Select(m => (JsonNode)m)]),
            ["isNot"] = isNot,
        };

    [Fact]
    public async Task Cells_that_show_nobody_are_left_out()
    {
        var query = "period=2024&groupBy=ageBand,gender";
        Assert.All(await efs.Analyst.Table("educators", query), row => Assert.Matches(": ([3-9]|[1-9][0-9]+)$", row));
        Assert.Contains(await efs.Federal.Table("educators", query), row => row.EndsWith(": 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Averages_and_shares_are_ratios_of_what_is_shown()
    {
        var hours = Values(await efs.Analyst.Table("certificates", "period=2024&measures=educators,certificates,hours,averageHours"));
        Assert.Equal(Math.Round(hours[2] / hours[1], 4), hours[3]);
        var people = Values(await efs.Analyst.Table("diagnostics", "period=2024&measures=educators,withDeficits"));
        var withDeficits = people[0] * people[1] / 100;
        Assert.Equal(Math.Round(withDeficits), withDeficits, 2);
        Assert.False(Math.Round(withDeficits) is 1 or 2);
    }

    [Fact]
    public async Task Of_fewer_than_ten_people_only_their_number_is_shown()
    {
        var rows = await efs.Analyst.Table("certificates", "period=2024&groupBy=gender&measures=educators,certificates,hours");
        Assert.NotEmpty(rows);
        foreach (var row in rows.Where(row => row.Split(": ")[1].Split(' ')[0].Length == 1))
            Assert.EndsWith(" – –", row);
    }

    [Fact]
    public async Task Single_schools_are_counted_for_their_region_only()
    {
        Assert.Single(await efs.Region74.Table("educators", "period=2024&region=74&groupBy=school"));
        Assert.Empty(await efs.Region27.Table("educators", "period=2024&region=74&groupBy=school"));
        Assert.Equal(["2024: –"], await efs.Region27.Table("educators", $"period=2024&school={efs.School}"));
        Assert.Equal(["2024 74: 1"], await efs.Region27.Table("schools", "period=2024&region=74&groupBy=region"));
    }

    [Fact]
    public async Task A_text_of_people_that_is_the_word_for_none_is_a_member_of_its_own()
    {
        foreach (var municipality in new[] { "none", "\\none", null })
            await efs.Region27.Create("/v1/schools", Documents.School("27").With("municipality", municipality));
        var head = (await efs.Federal.GetJson("/v1/changes/head")).Text("cursor");
        Assert.Equal(
            ["2026 \\\\none: 1", "2026 \\none: 1", "2026 none: 1"],
            await efs.Federal.Table("schools", $"period=2026&region=27&groupBy=municipality&consistentThrough={head}")
        );
        Assert.Equal(["2026: 1"], await efs.Federal.Table("schools", "period=2026&region=27&municipality=%5Cnone"));
        Assert.Equal(["2026: 1"], await efs.Federal.Table("schools", "period=2026&region=27&municipality=none"));
    }

    [Fact]
    public async Task A_query_with_too_many_cells_is_refused_with_their_number_and_the_same_of_one_region_is_answered()
    {
        for (var i = 0; i < 80; i++)
            await efs.Federal.Create("/v1/schools", Documents.School("70").With("municipality", $"Район {i}"));
        var head = (await efs.Federal.GetJson("/v1/changes/head")).Text("cursor");
        var query = $"period=2017-01..2026-12&groupBy=district,region,municipality,kind,isRural&consistentThrough={head}";
        var problem = await (await efs.Federal.GetAsync($"/v1/analytics/cubes/schools/data?{query}")).ReadJson(422);
        Assert.Equal("urn:efs:error:analytics.too-wide", problem.Text("type"));
        Assert.Matches("^До [0-9]+ ячеек", problem.Text("detail"));
        Assert.NotEmpty(await efs.Federal.Table("schools", $"{query}&region=74"));
    }

    [Fact]
    public async Task Conditions_have_a_bound()
    {
        var where = new JsonArray([
            .. Enumerable
                .Range(0, 3)
                .Select(_ => AnyOf(Term("school", isNot: true, [.. Enumerable.Range(0, 900).Select(_ => $"{Guid.NewGuid()}")]))),
        ]);
        var answer = await efs.Federal.SendJson("POST", "/v1/analytics/cubes/educators/query", new JsonObject { ["where"] = where });
        await answer.ReadErrors(422, "analytics.too-wide");
    }

    private static decimal[] Values(IReadOnlyList<string> rows) =>
        [.. Assert.Single(rows).Split(": ")[1].Split(' ').Select(v => decimal.Parse(v, System.Globalization.CultureInfo.InvariantCulture))];
}
