using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Efs.Api.Tests.Support;
using Parquet;

namespace Efs.Api.Tests.Analytics;

/// <summary>Figures of a small world that is counted by hand.</summary>
public sealed class CubeTests(CubeTests.World efs) : IClassFixture<CubeTests.World>
{
    /// <summary>
    /// Region 74: a town school and a rural one. Five people: Anna teaches mathematics and physics in town, first category from 2020,
    /// highest from 2024-05-01; Boris teaches in the rural school and left on 2024-08-31; Vera heads the rural school since 2015 and teaches
    /// there; Galina has no place of work; Dmitry works in town and, with the same СНИЛС, in a school of region 27.
    /// </summary>
    public sealed class World : FiguresHost, IAsyncLifetime
    {
        public HttpClient Federal { get; private set; } = null!;
        public Guid TownSchool { get; private set; }

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Federal = await Client("federal", WholeRegion);
            TownSchool = (
                await Region74.Create("/v1/schools", Documents.School().With("municipality", "Город").With("isRural", false))
            ).Id();
            var rural = (await Region74.Create("/v1/schools", Documents.School().With("municipality", "Район").With("isRural", true))).Id();
            var other = (await Region27.Create("/v1/schools", Documents.School("27"))).Id();
            var anna = await Educator(
                "74",
                "1985-04-12",
                [Work(TownSchool).With("subjectCodes", new JsonArray("mathematics", "physics"))],
                [Category("first", "2020-03-01", "2025-03-01"), Category("highest", "2024-05-01")]
            );
            var boris = await Educator("74", "1999-01-15", [Work(rural).With("until", "2024-08-31")]);
            var vera = await Educator(
                "74",
                "1960-06-01",
                [Work(rural).With("positionCode", "rector").With("subjectCodes", new JsonArray()), Work(rural).With("isMain", false)]
            );
            await Educator("74", "1990-01-01", []);
            var snils = Documents.NewSnils();
            var dmitry = await Educator("74", "1988-02-02", [Work(TownSchool)], snils: snils);
            var again = await Educator("27", "1988-02-02", [Work(other).With("isMain", false)], snils: snils);
            await Certificate(anna, "2024-01-20", 36);
            await Certificate(anna, "2024-11-05", 72);
            await Certificate(vera, "2023-12-30", 250);
            await Certificate(boris, "2024-06-10", 16);
            await Certificate(dmitry, "2024-02-01", 18);
            await Certificate(again, "2024-03-01", 24, "27");
            var head = (await Federal.GetJson("/v1/changes/head")).Text("cursor");
            await Federal.Cube("schools", $"consistentThrough={head}");
        }

        private static JsonObject Work(Guid school) => Documents.Employment(school);

        private static JsonObject Category(string kind, string from, string? until = null) =>
            until is null
                ? new() { ["kind"] = kind, ["grantedOn"] = from }
                : new()
                {
                    ["kind"] = kind,
                    ["grantedOn"] = from,
                    ["expiresOn"] = until,
                };

        private async Task<Guid> Educator(
            string region,
            string birthDate,
            JsonObject[] employments,
            JsonObject[]? categories = null,
            string? snils = null
        ) =>
            (
                await Federal.Create(
                    "/v1/educators",
                    Documents
                        .Educator(region)
                        .With("birthDate", birthDate)
                        .With("snils", snils ?? Documents.NewSnils())
                        .With("employments", new JsonArray([.. employments]))
                        .With("categories", new JsonArray([.. categories ?? []]))
                )
            ).Id();

        private async Task Certificate(Guid educator, string day, int hours, string region = "74") =>
            await Federal.Create(
                "/v1/certificates",
                Documents
                    .Certificate(educator, region)
                    .With("issuedOn", day)
                    .With("hours", hours)
                    .With("kind", hours < 250 ? "upgrade_certificate" : "retraining_diploma")
            );
    }

    [Theory]
    // Who works on the last day of the period; Galina, who works nowhere, counts as without a position.
    [InlineData("educators", "period=2023", "2023: 5")]
    [InlineData("educators", "period=2023&region=74", "2023: 5")]
    [InlineData("educators", "period=2024", "2024: 4")]
    [InlineData("educators", "period=2023&groupBy=region", "2023 27: 1|2023 74: 5")]
    [InlineData("educators", "period=2023&groupBy=district", "2023 ДФО: 1|2023 УФО: 5")]
    [InlineData("educators", "period=2024&groupBy=position&region=74", "2024 none: 1|2024 rector: 1|2024 teacher: 3")]
    [InlineData("educators", "period=2023&measures=educators,employments", "2023: 5 7")]
    [InlineData("educators", "period=2023&groupBy=subject&region=74", "2023 mathematics: 4|2023 none: 2|2023 physics: 1")]
    [InlineData("educators", "period=2023&subject=mathematics,physics", "2023: 4")]
    // The category that was in force on the day.
    [InlineData(
        "educators",
        "period=2019..2025&groupBy=category&category=first,highest",
        "2020 first: 1|2021 first: 1|2022 first: 1|2023 first: 1|2024 highest: 1|2025 highest: 1"
    )]
    [InlineData(
        "educators",
        "period=2024-Q1..2024-Q3&groupBy=category&isMain=true&region=74",
        "2024-Q1 first: 1|2024-Q1 none: 3|2024-Q2 highest: 1|2024-Q2 none: 3|2024-Q3 highest: 1|2024-Q3 none: 2"
    )]
    [InlineData("educators", "period=2024-04..2024-05&groupBy=category&category=highest", "2024-05 highest: 1")]
    [InlineData(
        "educators",
        "period=2023&groupBy=municipality,isRural&region=74",
        "2023 none none: 1|2023 Город false: 2|2023 Район true: 2"
    )]
    [InlineData("educators", "period=2023&groupBy=ageBand&region=74", "2023 30_34: 1|2023 35_39: 2|2023 60_64: 1|2023 under_25: 1")]
    [InlineData("educators", "period=2024&groupBy=training&region=74", "2024 false: 1|2024 true: 3")]
    // A document counts on the day of its issue: the one that Vera got at the end of December is of 2023.
    [InlineData("certificates", "period=2024&measures=educators,certificates,hours,averageHours", "2024: 3 5 166 33.2")]
    [InlineData("certificates", "period=2023..2024&groupBy=region", "2023 74: 1|2024 27: 1|2024 74: 3")]
    [InlineData("certificates", "period=2024-Q1..2024-Q4&cumulative=true", "2024-Q1: 2|2024-Q2: 3|2024-Q3: 3|2024-Q4: 3")]
    [InlineData("certificates", "period=2023/24&measures=certificates", "2023/24: 5")]
    [InlineData(
        "certificates",
        "period=2024-H1..2024-H2&measures=certificates&groupBy=documentKind",
        "2024-H1 upgrade_certificate: 4|2024-H2 upgrade_certificate: 1"
    )]
    [InlineData(
        "certificates",
        "period=2023..2024&groupBy=hoursBand&measures=certificates&sort=-certificates,hoursBand&top=1",
        "2024 16_35: 3|2023 250_and_over: 1"
    )]
    // Anna had the first category in January and the highest one in November.
    [InlineData("certificates", "period=2024&groupBy=category&measures=certificates", "2024 first: 1|2024 highest: 1|2024 none: 3")]
    [InlineData("certificates", "period=2022", "2022: 0")]
    [InlineData("schools", "period=2024&groupBy=isRural&region=74", "2024 false: 1|2024 true: 1")]
    public async Task Exact_figures_are_those_counted_by_hand(string cube, string query, string expected) =>
        Assert.Equal(expected, string.Join('|', await efs.Federal.Table(cube, query)));

    [Fact]
    public async Task A_query_puts_conditions_together_by_and_or_and_not()
    {
        var query = JsonNode.Parse(
            """
            {
              "period": "2023",
              "where": [
                {"anyOf": [{"dimension": "isRural", "members": ["true"]}, {"dimension": "subject", "members": ["physics"]}]},
                {"anyOf": [{"dimension": "position", "members": ["rector"], "isNot": true}]},
                {"anyOf": [{"dimension": "region", "members": ["74"]}]}
              ]
            }
            """
        )!;
        var answer = await (await efs.Federal.SendJson("POST", "/v1/analytics/cubes/educators/query", query)).ReadJson(200);
        Assert.Equal(3, (int)answer["rows"]![0]!["values"]![0]!["value"]!); // Anna, Boris, and Vera by her second place of work
    }

    [Fact]
    public async Task A_value_is_compared_with_the_period_before_and_with_the_total()
    {
        var rows = (
            await efs.Federal.Cube("certificates", "period=2024&groupBy=region&measures=certificates&compare=previous&share=total")
        )["rows"]!;
        Assert.Equal("""{"value":1,"isWithheld":false,"share":20}""", rows[0]!["values"]![0]!.ToJsonString());
        Assert.Equal("""{"value":4,"isWithheld":false,"previous":1,"share":80}""", rows[1]!["values"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Every_measure_is_counted_alone_and_all_by_every_dimension()
    {
        foreach (var described in (await efs.Federal.GetJson("/v1/analytics/cubes"))["items"]!.AsArray())
        {
            var cube = (string)described!["code"]!;
            var measures = described["measures"]!.AsArray().Select(m => (string)m!["code"]!).ToList();
            foreach (var measure in measures)
                Assert.Single(await efs.Federal.Table(cube, $"period=2024&measures={measure}&compare=previous&share=total"));
            foreach (var dimension in described["dimensions"]!.AsArray().Select(d => (string)d!["code"]!))
                await efs.Federal.Cube(cube, $"period=2023..2024&measures={string.Join(',', measures)}&groupBy={dimension}&share=total");
        }
    }

    [Fact]
    public async Task Every_indicator_is_counted_at_every_level()
    {
        foreach (var indicator in (await efs.Federal.GetJson("/v1/indicators?limit=500"))["items"]!.AsArray())
        foreach (var level in new[] { "region", "district", "federation" })
            await efs.Federal.GetJson($"/v1/indicators/{(string)indicator!["code"]!}/values?period=2024&level={level}");
    }

    [Theory]
    [InlineData("region=74", "none")]
    [InlineData("region=27", "cell_key")]
    [InlineData("groupBy=region", "cell_key")]
    public async Task A_region_sees_its_own_figures_exactly(string query, string protection) =>
        Assert.Equal(protection, (await efs.Region74.Cube("educators", $"period=2023&{query}")).Text("protection"));

    [Theory]
    [InlineData("measures=nothing", "unknown-measure")]
    [InlineData("groupBy=region,hairColour", "unknown-dimension")]
    [InlineData("period=2024-Q5", "wrong-periods")]
    [InlineData("period=2024..2023", "wrong-periods")]
    [InlineData("period=2024..2024-Q1", "wrong-periods")]
    [InlineData("period=1960-01..2026-01", "wrong-periods")]
    [InlineData("position=astronaut", "unknown-code")]
    [InlineData("isMain=perhaps", "unknown-member-of-dimension")]
    [InlineData("region=100", "unknown-region")]
    [InlineData("school=1", "wrong-format")]
    [InlineData("sort=-category", "not-one-of")]
    public async Task What_is_wrong_in_a_query_is_named(string query, string code) =>
        Assert.Equal(
            [$"{query.Split('=')[0]} {code}"],
            await (await efs.Federal.GetAsync($"/v1/analytics/cubes/educators/data?{query}")).ReadErrors(400, "request.invalid")
        );

    [Fact]
    public async Task The_audit_says_what_was_counted_exactly_and_not_of_which_members()
    {
        using var client = await efs.Client("counts-exactly", ["analytics:read", "analytics:exact"]);
        await client.Cube("certificates", $"period=2023..2024&groupBy=category&measures=hours&region=74&school={efs.TownSchool}");
        await using var read = efs.Owner.CreateCommand("SELECT operation FROM platform.audit WHERE client = 'counts-exactly'");
        Assert.Equal(
            "exact figures: certificates 2023..2024 hours by category where region,school",
            (string?)await read.ExecuteScalarAsync()
        );
    }

    [Fact]
    public async Task A_table_has_titles_in_each_format()
    {
        const string query = "certificates/data?period=2024&groupBy=region&measures=educators,averageHours";
        Assert.Equal(
            "\uFEFFПериод,Регион,Обученные педагоги,\"Средний объём, ч\"\r\n2024,Хабаровский край,1,24\r\n2024,Челябинская область,3,35.5\r\n",
            System.Text.Encoding.UTF8.GetString(await File(query, "text/csv"))
        );
        Assert.Contains(
            "\r\n2024;Челябинская область;3;35,5\r\n",
            System.Text.Encoding.UTF8.GetString(await File(query, "text/csv; delimiter=semicolon"))
        );
        using var workbook = SpreadsheetDocument.Open(
            new MemoryStream(await File(query, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
            false
        );
        var sheet = workbook.WorkbookPart!.WorksheetParts.Single();
        Assert.Equal(
            ["2024", "Челябинская область", "3", "35.5"],
            sheet.Worksheet!.Descendants<Row>().Last().Elements<Cell>().Select(c => c.InnerText)
        );
        Assert.Single(sheet.DrawingsPart!.ChartParts);
        Assert.Empty(
            new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(workbook).Select(e => $"{e.Path?.XPath} {e.Description}")
        );
        await using var parquet = await ParquetReader.CreateAsync(new MemoryStream(await File(query, "application/vnd.apache.parquet")));
        Assert.Equal(["Период", "Регион", "Обученные педагоги", "Средний объём, ч"], parquet.Schema.Fields.Select(f => f.Name));
    }

    private async Task<byte[]> File(string query, string mediaType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/analytics/cubes/{query}");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(mediaType));
        var answer = await efs.Federal.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
