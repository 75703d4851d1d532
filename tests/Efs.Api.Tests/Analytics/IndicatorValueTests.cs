using System.Text.Json.Nodes;
using Efs.Api.Modules.Analytics;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Analytics;

/// <summary>Values of indicators and closed periods, over figures that a test sets.</summary>
public sealed class IndicatorValueTests(IndicatorValueTests.Counted efs) : IClassFixture<IndicatorValueTests.Counted>
{
    private const uint Key = 0xC0FFEE;
    private const string Other = "27";

    public sealed class Counted : FiguresHost
    {
        internal Figures Figures { get; } = new();

        protected override void Replace(IServiceCollection services) => services.AddSingleton<IIndicatorValues>(Figures);
    }

    /// <summary>Counts what a test has set, about people; elsewhere nothing.</summary>
    internal sealed class Figures : IIndicatorValues
    {
        private readonly Dictionary<(string Code, string Period, string? Place), (long Numerator, long Denominator)> set = [];

        public void Set(string code, string period, string? place, long numerator, long denominator) =>
            set[(code, period, place)] = (numerator, denominator);

        public Task<IndicatorFigures> Compute(
            IReadOnlyList<Indicator> indicators,
            Period period,
            FigureLevel level,
            IReadOnlyList<string> regions,
            CancellationToken cancellationToken
        )
        {
            string?[] places = level switch
            {
                FigureLevel.Region => [.. regions],
                FigureLevel.District => ["УФО", "ДФО"],
                _ => [null],
            };
            return Task.FromResult(
                new IndicatorFigures(
                    [.. indicators.SelectMany(i => places.Select(place => Figure(i, period, place)))],
                    new DateTime(2026, 11, 27, 12, 0, 0, DateTimeKind.Utc),
                    "AQ"
                )
            );
        }

        private IndicatorFigure Figure(Indicator indicator, Period period, string? place)
        {
            var (numerator, denominator) = set.GetValueOrDefault((indicator.Code, period.Code, place));
            return new(
                indicator.Id,
                place,
                new(numerator, new(numerator, Key)),
                indicator.Denominator is null ? null : new(denominator, new(denominator, Key + 1))
            );
        }
    }

    [Fact]
    public async Task Figures_are_exact_in_ones_own_region_and_protected_elsewhere()
    {
        var code = await Federal();
        efs.Figures.Set(code, "2025", "74", 12, 30);
        efs.Figures.Set(code, "2025", Other, 2, 31);
        efs.Figures.Set(code, "2025", null, 14, 61);

        var own = await Row(efs.Region74, code, "74");
        Assert.Equal(
            (12, 30, 40m, false),
            (Number(own, "numerator"), Number(own, "denominator"), (decimal)own["value"]!, IsProtected(own))
        );
        var other = await Row(efs.Region74, code, Other);
        Assert.True(IsProtected(other));
        Assert.Equal(CountProtection.Protect(2, Key), Number(other, "numerator"));
        Assert.Equal(CountProtection.Protect(31, Key + 1), Number(other, "denominator"));

        using var analyst = await efs.Client($"analyst-{code}", ["analytics:read"]);
        using var federal = await efs.Client($"federal-{code}", ["analytics:read", "analytics:exact"]);
        Assert.True(IsProtected(await Row(analyst, code, "74")));
        Assert.True(IsProtected(await Row(efs.Region74, code, null, "&level=federation")));
        var whole = await Row(federal, code, null, "&level=federation");
        Assert.Equal((14, false), (Number(whole, "numerator"), IsProtected(whole)));
    }

    [Fact]
    public async Task Reading_exact_figures_is_audited()
    {
        var code = await Federal();
        using var federal = await efs.Client($"audited-{code}", ["analytics:read", "analytics:exact"]);
        using var analyst = await efs.Client($"unaudited-{code}", ["analytics:read"]);
        await Row(federal, code, "74");
        await Row(analyst, code, "74");
        Assert.Equal(1, await Audited($"audited-{code}"));
        Assert.Equal(0, await Audited($"unaudited-{code}"));
    }

    [Fact]
    public async Task A_value_about_fewer_than_ten_people_is_withheld()
    {
        var code = await Federal();
        efs.Figures.Set(code, "2025", "74", 1, 3);
        using var analyst = await efs.Client($"withheld-{code}", ["analytics:read"]);
        var row = await Row(analyst, code, "74");
        Assert.True((bool)row["isWithheld"]!);
        Assert.Null(row["value"]);
        Assert.Equal(33.3333m, (decimal)(await Row(efs.Region74, code, "74"))["value"]!);
    }

    [Fact]
    public async Task Values_have_their_rank_their_target_and_the_previous_period()
    {
        var code = await Federal();
        foreach (var (region, numerator) in new[] { ("74", 20), (Other, 30), ("70", 20) })
        {
            efs.Figures.Set(code, "2025", region, numerator, 100);
            efs.Figures.Set(code, "2024", region, numerator - 5, 100);
        }
        await efs.Region74.Create(
            "/v1/indicator-targets",
            Documents.IndicatorTarget().With("indicatorCode", code).With("year", 2025).With("minimum", 10).With("own", 21)
        );
        using var federal = await efs.Client($"ranked-{code}", EfsHost.WholeRegion);
        var row = await Row(federal, code, "74", "&compare=previous");
        Assert.Equal(2, Number(row, "rank"));
        Assert.Equal(1, Number(await Row(federal, code, Other), "rank"));
        Assert.Equal(2, Number(await Row(federal, code, "70"), "rank"));
        Assert.Equal((10, 21, false), (Number(row["target"]!, "minimum"), Number(row["target"]!, "own"), (bool)row["isAttained"]!));
        Assert.Equal(15m, (decimal)row["previous"]!["value"]!);
        Assert.Null((await Row(efs.Region27, code, "74"))["target"]);
    }

    [Fact]
    public async Task A_region_is_counted_by_its_own_version_on_the_last_day_of_the_period()
    {
        var code = await Federal();
        var own = await efs.Region74.Create(
            "/v1/indicators",
            Documents.IndicatorVersion().With("code", code).With("validFrom", "2025-01-01").With("validTo", "2025-12-31")
        );
        Assert.Equal(own.Text("id"), (await Row(efs.Region74, code, "74")).Text("indicatorId"));
        Assert.NotEqual(own.Text("id"), (await Row(efs.Region74, code, Other)).Text("indicatorId"));
        var values = await efs.Region74.GetJson($"/v1/indicators/{code}/values?period=2026&regionCode=74");
        Assert.NotEqual(own.Text("id"), values["rows"]![0]!.AsObject().Text("indicatorId"));
        await (await efs.Region74.GetAsync("/v1/indicators/NO_SUCH/values?period=2025")).ReadErrors(404, "registry.not-found");
    }

    [Fact]
    public async Task A_closed_period_keeps_its_values_and_shows_what_has_changed_since()
    {
        var (code, period) = (await Federal(), "2023-Q1");
        efs.Figures.Set(code, period, "74", 20, 100);
        var closed = await Close("74", period, 200);
        var frozen = Assert.Single(closed["values"]!.AsArray(), v => (string?)v!["code"] == code)!;
        Assert.Equal((20, 100, 20m), (Number(frozen, "numerator"), Number(frozen, "denominator"), (decimal)frozen["value"]!));
        Assert.DoesNotContain(closed["values"]!.AsArray(), v => (string?)v!["code"] == "PK_SHARE_OO"); // reported by the year

        efs.Figures.Set(code, period, "74", 25, 100);
        var row = await Row(efs.Region74, code, "74", period: period);
        Assert.Equal((25m, 20m, 5m), ((decimal)row["value"]!, (decimal)row["frozen"]!["value"]!, (decimal)row["difference"]!));
        await Close("74", period, 409, "reporting-periods.closed");

        // Its definitions are fixed and stay.
        var indicator = $"/v1/indicators/{(string)frozen["indicatorId"]!}";
        using var federal = await efs.Client($"closing-{code}", EfsHost.WholeRegion);
        await (await federal.SendJson("PATCH", indicator, """{"periodicity":"month"}""", ("If-Match", "*"))).ReadErrors(
            422,
            "indicators.used"
        );
        await (await federal.SendJson("PATCH", indicator, """{"title":"Иначе"}""", ("If-Match", "*"))).ReadJson(200);
        await (await federal.SendJson("DELETE", indicator, (string?)null, ("If-Match", "*"))).ReadErrors(409, "registry.in-use");

        var reopened = await Reopen("74", period, 200);
        Assert.Equal("Уточнены данные", reopened.Text("reason"));
        await Reopen("74", period, 409, "reporting-periods.not-closed");
        Assert.Null((await Row(efs.Region74, code, "74", period: period))["frozen"]);
        await Close("74", period, 200);
        var history = (await efs.Region74.GetJson($"/v1/reporting-periods?regionCode=74&period={period}"))["items"]!.AsArray();
        Assert.Equal([25, 20], history.Select(h => Number(h!["values"]!.AsArray().Single(v => (string?)v!["code"] == code)!, "numerator")));
        Assert.Equal([true, false], history.Select(h => h!["reopenedAt"] is null));
    }

    [Fact]
    public async Task A_period_is_closed_once_by_its_own_region_when_it_is_over()
    {
        await Close("74", $"{DateTime.UtcNow.Year + 1}", 422, "reporting-periods.not-over");
        await Close(Other, "2024", 403, "access.region");
        var answers = await Registries.Concurrently(
            4,
            _ => efs.Region74.SendJson("POST", "/v1/reporting-periods/2022/close", """{"regionCode":"74"}""")
        );
        Assert.Equal((1, 3), (answers[200], answers[409]));
        await (await efs.Region27.GetAsync("/v1/reporting-periods?regionCode=74")).ReadErrors(403, "access.region");
    }

    private async Task<string> Federal()
    {
        using var federal = await efs.Client($"federal-{Guid.NewGuid():N}"[..20], EfsHost.WholeRegion);
        return (
            await federal.Create(
                "/v1/indicators",
                Documents.IndicatorVersion("77").With("level", "federal").With("validFrom", "2020-01-01")
            )
        ).Text("code");
    }

    private static async Task<JsonObject> Row(HttpClient client, string code, string? region, string query = "", string period = "2025") =>
        Assert
            .Single(
                (await client.GetJson($"/v1/indicators/{code}/values?period={period}{query}"))["rows"]!.AsArray(),
                r => (string?)r!["regionCode"] == region
            )!
            .AsObject();

    private Task<JsonObject> Close(string region, string period, int status, string? code = null) =>
        Move($"{period}/close", new JsonObject { ["regionCode"] = region }, status, code);

    private Task<JsonObject> Reopen(string region, string period, int status, string? code = null) =>
        Move($"{period}/reopen", new JsonObject { ["regionCode"] = region, ["reason"] = "Уточнены данные" }, status, code);

    private async Task<JsonObject> Move(string path, JsonObject body, int status, string? code)
    {
        var response = await efs.Region74.SendJson("POST", $"/v1/reporting-periods/{path}", body);
        if (code is null)
            return await response.ReadJson(status);
        await response.ReadErrors(status, code);
        return [];
    }

    private async Task<long> Audited(string client)
    {
        await using var count = efs.Owner.CreateCommand(
            "SELECT count(*) FROM platform.audit WHERE client = $1 AND operation LIKE 'exact figures: % 2025 by region'"
        );
        count.Parameters.Add(new() { Value = client });
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static int Number(JsonNode row, string member) => (int)row[member]!;

    private static bool IsProtected(JsonObject row) => (bool)row["isProtected"]!;
}
