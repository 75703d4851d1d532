using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Efs.Local;

namespace Efs.Api.Tests.Events;

/// <summary>What the source documents tell of events, asked of the demo data.</summary>
public sealed class DemoEventsTests(DemoEventsTests.DemoHost efs) : IClassFixture<DemoEventsTests.DemoHost>
{
    public sealed class DemoHost : EfsHost, IAsyncLifetime
    {
        public HttpClient Federal { get; private set; } = null!;

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await Demo.Fill(Services);
            Federal = await Client("federal-of-demo-events", WholeRegion);
        }
    }

    [Fact]
    public async Task The_sixth_strategic_session_led_to_five_solutions_in_the_portfolio()
    {
        var session = await Event("27", "strategic-session-6");
        Assert.Equal((6, "2023-10-10", "2023-10-11"), ((int)session["seriesNumber"]!, session.Text("startsOn"), session.Text("endsOn")));
        var outcomes = session["outcomes"]!.AsArray().Select(o => o!.AsObject()).ToList();
        Assert.Equal(5, outcomes.Count);
        foreach (var outcome in outcomes)
        {
            var project = await efs.Federal.GetJson($"/v1/projects/{outcome.Text("projectId")}");
            Assert.Equal(outcome.Text("title"), project.Text("title"));
        }
        var teams = (await Registrations(session)).Where(r => r.Text("regionCode") == "27").Select(r => r.Text("title"));
        Assert.Equal(outcomes.Select(o => o.Text("team")), teams.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_seminar_has_57_participants_and_its_organiser_is_the_regional_operator()
    {
        var seminar = await Event("70", "minpros-school-seminar");
        Assert.Equal("2023-11-28", seminar.Text("startsOn"));
        Assert.Equal((57, 57), await Counted(seminar));
        var organiser = seminar["organisations"]!.AsArray().Single(o => (string?)o!["role"] == "organiser")!.AsObject();
        Assert.Equal("ТОИПКРО", (await efs.Federal.GetJson($"/v1/institutes/{organiser.Text("instituteId")}")).Text("shortName"));
    }

    [Fact]
    public async Task Fifty_people_of_36_regions_choose_a_site_of_the_internship()
    {
        var internship = await Event("39", "managers-internship");
        Assert.Equal(("2023-04-10", "2023-04-12"), (internship.Text("startsOn"), internship.Text("endsOn")));
        Assert.Equal((50, 50), await Counted(internship));
        var registrations = await Registrations(internship);
        Assert.Equal(36, registrations.Select(r => r.Text("regionCode")).Distinct().Count());
        Assert.All(registrations, r => Assert.Equal("2023-04-11", (string?)r["choices"]!.AsArray().Single()!["day"]));
        var sites = internship["sites"]!.AsArray().ToDictionary(s => (string)s!["key"]!, s => (int)s!["capacity"]!);
        foreach (var chosen in registrations.GroupBy(r => (string)r["choices"]![0]!["siteKey"]!))
            Assert.InRange(chosen.Sum(r => (int)r["places"]!), 1, sites[chosen.Key]);
    }

    [Fact]
    public async Task Practices_name_the_internship_at_which_they_were_presented()
    {
        var internship = await Event("39", "managers-internship");
        var practices = (await efs.Federal.GetJson($"/v1/practices?eventId={internship.Id()}"))["items"]!.AsArray();
        Assert.Equal(["39", "74"], practices.Select(p => (string)p!["regionCode"]!).Order());
        Assert.Equal(2, (await efs.Federal.GetJson("/v1/internship-sites?regionCode=39&validOn=2023-04-11"))["items"]!.AsArray().Count);
    }

    private async Task<JsonObject> Event(string region, string sourceId) =>
        (await efs.Federal.GetJson($"/v1/events?regionCode={region}&sourceId={sourceId}"))["items"]!.AsArray().Single()!.AsObject();

    private Task<List<JsonObject>> Registrations(JsonObject hosted) =>
        efs.Federal.ReadNdjson($"/v1/registrations/export?eventId={hosted.Id()}");

    private async Task<(int People, int Confirmed)> Counted(JsonObject hosted)
    {
        var regions = (await efs.Federal.GetJson($"/v1/events/{hosted.Id()}/participation"))["byRegion"]!.AsArray();
        return (regions.Sum(r => (int)r!["people"]!), regions.Sum(r => (int)r!["confirmed"]!));
    }
}
