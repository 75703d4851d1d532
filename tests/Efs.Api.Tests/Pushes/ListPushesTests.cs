using System.Globalization;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Reconciliation;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Pushes;

/// <summary>The last push of each client is known, whichever way it wrote and whether or not anything changed.</summary>
public sealed class ListPushesTests(EfsHost efs) : IClassFixture<EfsHost>
{
    public static TheoryData<string> All => [.. Registries.Names];

    [Theory, MemberData(nameof(All))]
    public async Task Every_committed_write_is_a_push(string registry)
    {
        using var client = await efs.Client($"writer-{registry}", EfsHost.WholeRegion, "74");
        var document = (await efs.Region74.Document(registry)).With("sourceId", $"push-{registry}");
        var path = $"/v1/{registry}/by-source/74/push-{registry}";
        await (await client.SendJson("PUT", $"{path}?dryRun=true", document)).ReadJson(201);
        Assert.Null(await Last(client, registry));

        var record = await (await client.SendJson("PUT", path, document)).ReadJson(201);
        var last = await Newer(client, registry, null);
        await (await client.SendJson("PUT", path, document)).ReadJson(200); // nothing changed
        last = await Newer(client, registry, last);
        await (await client.SendJson("PUT", $"/v1/{registry}/{record.Id()}", document, ("If-Match", "*"))).ReadJson(200);
        last = await Newer(client, registry, last);
        await (await client.SendJson("PATCH", $"/v1/{registry}/{record.Id()}", Registries.Change(registry, 3), ("If-Match", "*"))).ReadJson(
            200
        );
        last = await Newer(client, registry, last);

        await (await client.SendJson("PUT", path, document.With("nothing", 1))).ReadErrors(400, "request.invalid");
        await (await client.SendJson("DELETE", $"/v1/{registry}/{record.Id()}", (string?)null, ("If-Match", "\"77\""))).ReadErrors(
            412,
            "registry.stale"
        );
        Assert.Equal(last, (await Last(client, registry))!.Text("lastPushedAt")); // what was refused is no push
        await (await client.SendJson("DELETE", $"/v1/{registry}/{record.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);
        await Newer(client, registry, last);
    }

    [Fact]
    public async Task An_import_is_a_push_if_it_keeps_a_row()
    {
        using var client = await efs.Client("importer", EfsHost.WholeRegion, "74");
        var school = Documents.School().With("sourceId", "push-import");
        var query = "resource=schools&regionCode=74";
        await client.Import($"{query}&dryRun=true", ImportClient.Lines(school));
        await client.Import(query, ImportClient.Lines(Documents.School().With("sourceId", "push-import").With("kind", "none")));
        await client.Import($"{query}&atomic=true", ImportClient.Lines(school, Documents.School().With("kind", "none")));
        Assert.Null(await Last(client, "schools"));

        await client.Import(query, ImportClient.Lines(school));
        var last = await Newer(client, "schools", null, "import");
        Assert.Equal("done unchanged=1", (await client.Import(query, ImportClient.Lines(school))).Summary());
        last = await Newer(client, "schools", last, "import");
        await client.Import($"{query}&atomic=true", ImportClient.Lines(school));
        await Newer(client, "schools", last, "import");
    }

    [Fact]
    public async Task A_reconciliation_without_a_difference_is_a_push_of_who_may_write()
    {
        using var client = await efs.Client("reconciler", EfsHost.WholeRegion, "74");
        using var reader = await efs.Client("reader", ["exchange:read", "schools:read"], "74");
        var school = Documents.School().With("sourceId", "push-reconciled");
        await efs.Region74.Create("/v1/schools", school);
        async Task Reconcile(HttpClient who, string hash) =>
            await (
                await who.SendJson(
                    "POST",
                    "/v1/reconciliations",
                    new JsonObject
                    {
                        ["resource"] = "schools",
                        ["regionCode"] = "74",
                        ["pairs"] = new JsonArray(new JsonObject { ["sourceId"] = "push-reconciled", ["hash"] = hash }),
                    }
                )
            ).ReadJson(200);

        var same = ReconcileTests.HashOf(school);
        await Reconcile(client, new('0', 64));
        await Reconcile(reader, same);
        Assert.Null(await Last(client, "schools"));
        Assert.Empty((await reader.GetJson("/v1/pushes?client=reader"))["items"]!.AsArray());
        await Reconcile(client, same);
        await Newer(client, "schools", null, "reconciliation");
    }

    [Fact]
    public async Task A_region_sees_its_own_pushes_and_a_federal_client_all()
    {
        using var north = await efs.Client("north", EfsHost.WholeRegion, "89");
        using var federal = await efs.Client("federal-reader", ["exchange:read"]);
        await north.Create("/v1/schools", Documents.School("89"));
        await efs.Region74.Create("/v1/schools", Documents.School());
        Assert.All((await north.GetJson("/v1/pushes"))["items"]!.AsArray(), p => Assert.Equal("89", p!["regionCode"]!.GetValue<string>()));
        var regions = new HashSet<string>();
        for (string? next = "/v1/pushes?limit=1"; next is not null; )
        {
            var page = await federal.GetJson(next);
            regions.Add(page["items"]![0]!["regionCode"]!.GetValue<string>());
            next = page["next"] is { } cursor ? $"/v1/pushes?limit=1&cursor={Uri.EscapeDataString(cursor.GetValue<string>())}" : null;
        }
        Assert.Superset(new HashSet<string> { "74", "89" }, regions);
        using var stranger = await efs.Client("no-exchange", ["schools:read"], "74");
        await (await stranger.GetAsync("/v1/pushes")).ReadErrors(403, "access.scope");
    }

    private static async Task<string> Newer(HttpClient client, string resource, string? before, string method = "write")
    {
        var push = await Last(client, resource);
        Assert.NotNull(push);
        Assert.Equal(method, push.Text("method"));
        Assert.True(before is null || Instant(push.Text("lastPushedAt")) > Instant(before), $"{resource}: {before}");
        return push.Text("lastPushedAt");
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    // The caller's own push.
    private static async Task<JsonObject?> Last(HttpClient client, string resource)
    {
        var own = (await client.GetJson("/v1/me"))["client"] ?? throw new InvalidOperationException();
        var page = await client.GetJson($"/v1/pushes?resource={resource}&regionCode=74&client={own}");
        return page["items"]!.AsArray().SingleOrDefault()?.AsObject();
    }
}
