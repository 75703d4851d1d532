using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Schools;

public sealed class SchoolTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Everything_said_of_a_school_is_read_back()
    {
        var head = await Made();
        var document = Documents
            .School()
            .With("kind", "correctional")
            .With("sourceId", "school-74")
            .With("shortName", "Школа")
            .With("levels", new JsonArray("soo", "noo"))
            .With("isRural", true)
            .With("oktmo", "75701000")
            .With("municipality", "Челябинский городской округ")
            .With("inn", "7707083893")
            .With("ogrn", "1027700132195")
            .With("branchOfId", head)
            .With("address", "454091, Челябинск, ул. Примерная, 2")
            .With("website", "https://example.ru")
            .With("email", "a@example.ru")
            .With("phone", "+73512000000")
            .With("foundedOn", "1960-09-01")
            .With("closedOn", "2025-08-31");
        var made = await efs.Region74.Create("/v1/schools", document);
        var read = await efs.Region74.GetJson($"/v1/schools/{made.Id()}");
        foreach (var (member, value) in document)
            Assert.True(JsonNode.DeepEquals(value, read[member]), $"{member}: {read[member]}");
    }

    [Theory]
    [InlineData("""{"levels":["noo","vo"]}""", "/levels/1 not-one-of")]
    [InlineData("""{"levels":["noo","ooo","soo","noo"]}""", "/levels too-many")]
    [InlineData("""{"levels":null}""", "/levels required")]
    [InlineData("""{"isRural":"no"}""", "/isRural wrong-type")]
    [InlineData("""{"isRural":0}""", "/isRural wrong-type")]
    [InlineData("""{"kind":"iro"}""", "/kind not-one-of")]
    [InlineData("""{"foundedOn":"2020-01-01","closedOn":"2019-12-31"}""", "/closedOn date-order")]
    [InlineData("""{"municipality":""}""", "/municipality blank")]
    public async Task A_member_is_judged(string change, string error)
    {
        var document = Documents.School();
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document[member] = value?.DeepClone();
        Assert.Equal([error], await (await efs.Region74.SendJson("POST", "/v1/schools", document)).ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task A_branch_belongs_to_a_head_that_is_no_branch()
    {
        var (head, other) = (await Made(), await Made());
        var branch = await Made(head);
        Assert.Equal(
            ["/branchOfId not-a-head"],
            await (await efs.Region74.SendJson("POST", "/v1/schools", Documents.School().With("branchOfId", branch))).ReadErrors(
                422,
                "schools.not-a-head"
            )
        );
        await (await Put(head, other)).ReadErrors(422, "schools.not-a-head"); // it has branches
        await (await Put(other, other)).ReadErrors(422, "schools.not-a-head");
        await (
            await efs.Region74.SendJson("PATCH", $"/v1/schools/{head}", new JsonObject { ["branchOfId"] = branch }, ("If-Match", "*"))
        ).ReadErrors(422, "schools.not-a-head");
        await (await Put(branch, other)).ReadJson(200);
        await (await Put(head, other)).ReadJson(200); // it has none any more
    }

    [Fact]
    public async Task The_rule_of_branches_holds_for_schools_put_by_their_keys()
    {
        var head = (await (await efs.Region74.SendJson("PUT", "/v1/schools/by-source/74/head", Documents.School())).ReadJson(201)).Id();
        var branch = await Made(head);
        foreach (var target in new[] { head, branch, await Made() })
            await (
                await efs.Region74.SendJson("PUT", "/v1/schools/by-source/74/head", Documents.School().With("branchOfId", target))
            ).ReadErrors(422, "schools.not-a-head");
        Assert.False((await efs.Region74.GetJson($"/v1/schools/{head}")).ContainsKey("branchOfId"));
    }

    [Fact]
    public async Task Two_schools_never_become_each_others_branches_at_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var (a, b) = (await Made(), await Made());
            var statuses = await Registries.Concurrently(2, i => i == 0 ? Put(a, b) : Put(b, a));
            Assert.Equal([(200, 1), (422, 1)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        }
    }

    [Fact]
    public async Task A_head_stands_in_the_same_region()
    {
        var foreign = (await efs.Region27.Create("/v1/schools", Documents.School("27"))).Id();
        using var two = await efs.Client("two-heads", EfsHost.WholeRegion, "27", "74");
        foreach (var id in new[] { foreign, Guid.NewGuid() })
            Assert.Equal(
                ["/branchOfId unknown-head"],
                await (await two.SendJson("POST", "/v1/schools", Documents.School().With("branchOfId", id))).ReadErrors(
                    422,
                    "schools.unknown-head"
                )
            );
    }

    private async Task<Guid> Made(Guid? head = null) =>
        (await efs.Region74.Create("/v1/schools", Documents.School().With("branchOfId", head))).Id();

    private Task<HttpResponseMessage> Put(Guid id, Guid head) =>
        efs.Region74.SendJson("PUT", $"/v1/schools/{id}", Documents.School().With("branchOfId", head), ("If-Match", "*"));
}
