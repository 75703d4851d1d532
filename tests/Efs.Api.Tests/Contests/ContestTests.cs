using System.Text.Json.Nodes;
using Efs.Api.Modules.Contests;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Contests;

public sealed class ContestTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly Dictionary<string, string[]> way = new()
    {
        ["planned"] = [],
        ["open"] = ["open"],
        ["running"] = ["open", "running"],
        ["finished"] = ["open", "running", "finished"],
        ["cancelled"] = ["cancelled"],
    };

    public static TheoryData<string, string> Moves
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var from in ContestStateAttribute.Machine.States)
            foreach (var to in ContestStateAttribute.Machine.States)
                data.Add(from, to);
            return data;
        }
    }

    [Theory, MemberData(nameof(Moves))]
    public async Task A_contest_moves_as_the_table_says_and_not_otherwise(string from, string to)
    {
        var contest = await In(from);
        var response = await Move(contest, to);
        if (ContestStateAttribute.Machine.Next(from).Contains(to))
        {
            await response.ReadJson(201);
            var last = (await efs.Region74.GetJson($"{Path(contest)}/transitions"))["items"]!.AsArray()[^1]!;
            Assert.Equal((from, to), ((string?)last["from"], (string?)last["to"]));
            Assert.Equal(to, (await efs.Region74.GetJson(Path(contest))).Text("state"));
        }
        else
            Assert.Equal(["/to forbidden-move"], await response.ReadErrors(422, "contests.forbidden-move"));
    }

    [Theory]
    [InlineData("""{"organiser":"АНО «Пример»"}""", " exactly-one")]
    [InlineData("""{"tracks":[]}""", "/tracks required")]
    [InlineData("""{"stages":[]}""", "/stages required")]
    [InlineData("""{"tracks":[{"key":"a","title":"А"},{"key":"a","title":"Б"}]}""", "/tracks/1/key repeated-item")]
    [InlineData("""{"tracks":[{"key":"a","title":"А","minimumAge":18}]}""", "/tracks/0/ageOn required")]
    [InlineData(
        """{"tracks":[{"key":"a","title":"А","minimumAge":18,"maximumAge":17,"ageOn":"2023-01-01"}]}""",
        "/tracks/0/maximumAge out-of-range"
    )]
    [InlineData("""{"tracks":[{"key":"a","title":"А","minimumTeam":4}]}""", "/tracks/0/maximumTeam out-of-range")]
    [InlineData(
        """{"tracks":[{"key":"a","title":"А","roles":[{"role":"leader","minimum":2,"maximum":1}]}]}""",
        "/tracks/0/roles/0/maximum out-of-range"
    )]
    [InlineData("""{"stages":[{"key":"a","kind":"final"}]}""", "/stages/0/kind not-one-of")]
    [InlineData("""{"stages":[{"key":"a","kind":"application"},{"key":"b","kind":"application"}]}""", "/stages/1/kind repeated-item")]
    [InlineData("""{"stages":[{"key":"a","kind":"application","tracks":["nosuch"]}]}""", "/stages/0/tracks/0 not-one-of")]
    [InlineData(
        """{"stages":[{"key":"a","kind":"application","opensOn":"2023-02-01","closesOn":"2023-01-01"}]}""",
        "/stages/0/closesOn date-order"
    )]
    [InlineData(
        """
            {"stages":[{"key":"a","kind":"application"},
                {"key":"b","kind":"final","maximumScore":10,"criteria":[{"key":"1","title":"Новизна","maximumScore":5}]}]}
            """,
        "/stages/1/maximumScore not-with"
    )]
    public async Task A_contest_is_judged(string change, string error)
    {
        var document = Documents.Contest(await Institute());
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document = document.With(member, value?.DeepClone());
        Assert.Equal([error], await (await efs.Region74.SendJson("POST", "/v1/contests", document)).ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task A_code_is_one_of_its_owner()
    {
        var document = Documents.Contest(await Institute()).With("code", "leader");
        await efs.Region74.Create("/v1/contests", document);
        await (await efs.Region74.SendJson("POST", "/v1/contests", document)).ReadErrors(409, "contests.duplicate-code");
        var elsewhere = (await efs.Region27.Create("/v1/institutes", Documents.Institute("27"))).Id();
        await efs.Region27.Create("/v1/contests", Documents.Contest(elsewhere, "27").With("code", "leader"));
    }

    [Fact]
    public async Task The_regions_that_are_invited_read_a_contest_and_its_history_and_do_not_write_it()
    {
        using var third = await efs.Client("not-invited", EfsHost.WholeRegion, "70");
        var some = await efs.Region74.Create("/v1/contests", Documents.Contest(await Institute(), "74", "27"));
        var all = await efs.Region74.Create("/v1/contests", Documents.Contest(await Institute()));
        await (await Move(some, "open")).ReadJson(201);

        Assert.Single((await efs.Region27.GetJson($"{Path(some)}/transitions"))["items"]!.AsArray());
        await (await efs.Region27.SendJson("PATCH", Path(some), """{"year":2024}""", ("If-Match", "*"))).ReadErrors(403, "access.region");
        await (await efs.Region27.SendJson("POST", $"{Path(some)}/transitions", """{"to":"running"}""")).ReadErrors(403, "access.region");
        await (await third.GetAsync(Path(some))).ReadErrors(404, "registry.not-found");
        Assert.Equal(["*"], (await third.GetJson(Path(all)))["participantRegions"]!.AsArray().Select(r => (string)r!));
        Assert.Equal(
            [all.Text("id")],
            (await third.GetJson("/v1/contests?regionCode=74&limit=500"))["items"]!
                .AsArray()
                .Select(c => (string)c!["id"]!)
                .Where(id => id == all.Text("id") || id == some.Text("id"))
        );
    }

    [Fact]
    public async Task What_applications_name_stays_once_they_are_taken()
    {
        var contest = await In("open");
        Assert.Equal(
            ["/tracks key-gone", "/stages key-gone"],
            await (
                await Patch(
                    contest,
                    """{"tracks":[{"key":"other","title":"Другое"}],"stages":[{"key":"application","kind":"application"}]}"""
                )
            ).ReadErrors(422, "contests.part-in-use")
        );
        await (await Patch(contest, """{"title":"Новое название"}""")).ReadJson(200);
        await (await efs.Region74.SendJson("DELETE", Path(contest), (string?)null, ("If-Match", "*"))).ReadErrors(409, "registry.in-use");
        await (await Move(contest, "cancelled")).ReadJson(201);
        await (await Patch(contest, """{"title":"Ещё одно"}""")).ReadErrors(422, "contests.closed");
    }

    private async Task<JsonObject> In(string state)
    {
        var contest = await efs.Region74.Create("/v1/contests", Documents.Contest(await Institute()));
        foreach (var step in way[state])
            await (await Move(contest, step)).ReadJson(201);
        return contest;
    }

    private async Task<Guid> Institute() => (await efs.Region74.Create("/v1/institutes", Documents.Institute())).Id();

    private Task<HttpResponseMessage> Move(JsonObject contest, string to) =>
        efs.Region74.SendJson("POST", $"{Path(contest)}/transitions", new JsonObject { ["to"] = to, ["comment"] = "Как решено" });

    private Task<HttpResponseMessage> Patch(JsonObject contest, string change) =>
        efs.Region74.SendJson("PATCH", Path(contest), change, ("If-Match", "*"));

    private static string Path(JsonObject contest) => $"/v1/contests/{contest.Id()}";
}
