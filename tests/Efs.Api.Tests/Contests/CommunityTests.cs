using System.Text.Json.Nodes;
using Efs.Api.Modules.Contests;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Contests;

public sealed class CommunityTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly Dictionary<string, string[]> way = new()
    {
        ["open"] = [],
        ["answered"] = ["answered"],
        ["closed"] = ["answered", "closed"],
        ["withdrawn"] = ["withdrawn"],
    };

    public static TheoryData<string, string> Moves
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var from in ExpertRequestStateAttribute.Machine.States)
            foreach (var to in ExpertRequestStateAttribute.Machine.States.Where(s => s != "answered"))
                data.Add(from, to);
            return data;
        }
    }

    [Theory, MemberData(nameof(Moves))]
    public async Task A_request_moves_as_the_table_says_and_not_otherwise(string from, string to)
    {
        var request = await Ask("74");
        foreach (var state in way[from])
            if (state == "answered")
                await (await Answer(request, efs.Region74)).ReadJson(201);
            else
                await (await Move(request, state, efs.Region74)).ReadJson(200);
        var response = await Move(request, to, efs.Region74);
        if (ExpertRequestStateAttribute.Machine.Next(from).Contains(to))
            Assert.Equal(to, (await response.ReadJson(200)).Text("state"));
        else
            await response.ReadErrors(422, "expert-requests.forbidden-move");
    }

    [Fact]
    public async Task The_regions_of_the_members_read_a_community_and_ask_it()
    {
        using var third = await efs.Client("no-member-of-a-community", EfsHost.WholeRegion, "70");
        var community = await efs.Region74.Create("/v1/communities", Documents.Community("74", Documents.Expert(homeRegion: "27")));
        Assert.Equal("Приезжая", (string?)(await efs.Region27.GetJson(Path(community)))["members"]![0]!["lastName"]);
        await (await third.GetAsync(Path(community))).ReadErrors(404, "registry.not-found");
        await (await third.SendJson("POST", "/v1/expert-requests", Documents.ExpertRequest(community.Id(), "70"))).ReadErrors(
            422,
            "expert-requests.unknown-community"
        );

        var request = await efs.Region27.Create("/v1/expert-requests", Documents.ExpertRequest(community.Id(), "27"));
        await (await Answer(request, efs.Region27)).ReadErrors(403, "access.region");
        await (await Move(request, "withdrawn", efs.Region74)).ReadErrors(403, "access.region");
        await (await Answer(request, efs.Region74, Guid.NewGuid())).ReadErrors(422, "expert-requests.unknown-member");
        var expert = (Guid)community["members"]![0]!["id"]!;
        await (await Answer(request, efs.Region74, expert)).ReadJson(201);
        await (await Answer(request, efs.Region74)).ReadJson(201);
        var answers = (await efs.Region27.GetJson($"{Path(request, "expert-requests")}/answers"))["items"]!.AsArray();
        Assert.Equal([$"1 {expert}", "2 "], answers.Select(a => $"{a!["ordinal"]} {a["memberId"]}"));
        Assert.Equal("answered", (await efs.Region27.GetJson(Path(request, "expert-requests"))).Text("state"));
        await (await efs.Region27.SendJson("DELETE", Path(request, "expert-requests"), (string?)null, ("If-Match", "*"))).ReadErrors(
            409,
            "registry.in-use"
        );
        await (await Move(request, "closed", efs.Region27)).ReadJson(200);
        await (await Answer(request, efs.Region74)).ReadErrors(422, "expert-requests.closed");
    }

    [Fact]
    public async Task A_member_is_a_winner_or_finalist_of_a_contest_that_is_there()
    {
        var member = Documents.Expert().With("contestId", Guid.NewGuid());
        Assert.Equal(
            ["/members/0/achievement required"],
            await (await Post(Documents.Community("74", member))).ReadErrors(400, "request.invalid")
        );
        await (await Post(Documents.Community("74", member.With("achievement", "winner")))).ReadErrors(422, "communities.unknown-contest");
        Assert.Equal(
            ["/members/0/until date-order"],
            await (await Post(Documents.Community("74", Documents.Expert().With("until", "2023-01-01")))).ReadErrors(400, "request.invalid")
        );
    }

    private async Task<JsonObject> Ask(string region)
    {
        var community = await efs.Region74.Create("/v1/communities", Documents.Community(region));
        return await efs.Region74.Create("/v1/expert-requests", Documents.ExpertRequest(community.Id(), region));
    }

    private Task<HttpResponseMessage> Post(JsonObject community) => efs.Region74.SendJson("POST", "/v1/communities", community);

    private static Task<HttpResponseMessage> Answer(JsonObject request, HttpClient client, Guid? member = null) =>
        client.SendJson(
            "POST",
            $"{Path(request, "expert-requests")}/answers",
            new JsonObject { ["text"] = "Эксперт приедет" }.With("memberId", member)
        );

    private static Task<HttpResponseMessage> Move(JsonObject request, string to, HttpClient client) =>
        client.SendJson("POST", $"{Path(request, "expert-requests")}/transitions", new JsonObject { ["to"] = to });

    private static string Path(JsonObject record, string registry = "communities") => $"/v1/{registry}/{record.Id()}";
}
