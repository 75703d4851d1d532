using System.Text.Json.Nodes;
using Efs.Api.Tests.Contests;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Events;

public sealed class GetParticipantSummaryTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Path = "/v1/participants/summary";

    [Fact]
    public async Task Each_person_is_counted_once_over_events_and_contests()
    {
        var educator = new JsonObject { ["key"] = "1", ["educatorId"] = await efs.Region74.Educator() };
        var reachable = Documents.Guest("2", "Полевая").With("email", "R.Polevaya@example.ru").With("role", "leader");
        var silent = Documents.Guest("3", "Лесная").With("role", "speaker");
        await Register("2024-10-10", educator, reachable);
        await Register(
            "2024-11-10",
            reachable.With("email", "r.polevaya@example.ru").With("position", "ректор").With("role", null),
            silent
        );
        await (
            await efs.Region74.SendJson(
                "POST",
                $"/v1/registrations/{(await Register("2024-12-10", Documents.Newcomer())).Id()}/transitions",
                """{"to":"cancelled"}"""
            )
        ).ReadJson(201);
        var season = await ContestSeason.Open(efs, """{"maximumTeam":2}""");
        var team = await season.Draft(
            "74",
            educator.With("category", "educator"),
            silent.With("category", "manager").With("role", null).With("snils", Documents.NewSnils())
        );
        await season.Draft(); // not submitted
        await (await season.Move(team, "submitted", "74")).ReadJson(201);

        Assert.Equal(
            """
            {"people":3,"inEvents":3,"inContests":2,"byRole":[{"role":"leader","people":1,"inEvents":1,"inContests":0},
            {"role":"member","people":3,"inEvents":2,"inContests":2},{"role":"speaker","people":1,"inEvents":1,"inContests":0}]}
            """.ReplaceLineEndings(""),
            await Summary("2024-01-01", "2099-12-31")
        );
        Assert.Equal(
            """
            {"people":2,"inEvents":2,"inContests":0,"byRole":[{"role":"member","people":1,"inEvents":1,"inContests":0},
            {"role":"speaker","people":1,"inEvents":1,"inContests":0}]}
            """.ReplaceLineEndings(""),
            await Summary("2024-11-01", "2024-11-30")
        );
        // Who does not see people is not told that two of them are one.
        using var masked = await efs.Client("counts-hidden-people", ["events:read", "contests:read"], "74");
        Assert.Equal(5, (int)(await masked.GetJson($"{Path}?regionCode=74&from=2024-01-01&to=2099-12-31"))["people"]!);
        Assert.Equal("""{"people":0,"inEvents":0,"inContests":0,"byRole":[]}""", await Summary("2022-01-01", "2022-12-31"));
    }

    [Fact]
    public async Task Only_the_region_itself_asks_and_the_period_has_an_order()
    {
        await (await efs.Region27.GetAsync($"{Path}?regionCode=74&from=2024-01-01&to=2024-12-31")).ReadErrors(403, "access.region");
        await (await efs.Analyst.GetAsync($"{Path}?regionCode=74&from=2024-01-01&to=2024-12-31")).ReadErrors(403, "access.scope");
        Assert.Equal(
            ["to date-order"],
            await (await efs.Region74.GetAsync($"{Path}?regionCode=74&from=2024-01-02&to=2024-01-01")).ReadErrors(400, "request.invalid")
        );
    }

    private async Task<string> Summary(string from, string to) =>
        (await efs.Region74.GetJson($"{Path}?regionCode=74&from={from}&to={to}")).ToJsonString();

    private async Task<JsonObject> Register(string on, params JsonObject[] members)
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event().With("startsOn", on).With("endsOn", on));
        return await efs.Region74.Create("/v1/registrations", Documents.Registration(hosted.Id(), "74", members));
    }
}
