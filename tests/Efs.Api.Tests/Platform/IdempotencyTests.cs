using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Security;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>A POST under an Idempotency-Key is carried out once, however often it is sent.</summary>
public sealed class IdempotencyTests(EfsHost efs) : IClassFixture<EfsHost>
{
    public static TheoryData<string> All => [.. Registries.Names];

    [Theory, MemberData(nameof(All))]
    public async Task The_same_request_again_gets_the_first_answer(string registry)
    {
        var (key, document) = (Key(), await efs.Region74.Document(registry));
        var first = await efs.Region74.SendJson("POST", $"/v1/{registry}", document, key);
        var record = await first.ReadJson(201);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        await (
            await efs.Region74.SendJson("PATCH", $"/v1/{registry}/{record.Id()}", Registries.Change(registry, 1), ("If-Match", "*"))
        ).ReadJson(200);

        var again = await efs.Region74.SendJson("POST", $"/v1/{registry}", document, key);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(first.Tag(), again.Tag());
        Assert.Equal(await first.Body(), await again.Body());
    }

    [Fact]
    public async Task A_key_belongs_to_one_body_and_one_operation()
    {
        var (key, document) = (Key(), Documents.School());
        await (await efs.Region74.SendJson("POST", "/v1/schools", document, key)).ReadJson(201);
        await (await efs.Region74.SendJson("POST", "/v1/schools", document.With("fullName", "Другая школа"), key)).ReadErrors(
            422,
            "request.key-reused"
        );
        await (await efs.Region74.SendJson("POST", "/v1/institutes", Documents.Institute(), key)).ReadErrors(422, "request.key-reused");
    }

    [Fact]
    public async Task A_key_belongs_to_one_client()
    {
        var key = Key();
        var here = await (await efs.Region74.SendJson("POST", "/v1/schools", Documents.School(), key)).ReadJson(201);
        var response = await efs.Region27.SendJson("POST", "/v1/schools", Documents.School("27"), key);
        var there = await response.ReadJson(201);
        Assert.NotEqual(here.Id(), there.Id());
        Assert.False(response.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task What_was_removed_comes_back_by_no_replay()
    {
        var (key, document) = (Key(), Documents.Educator());
        var record = await (await efs.Region74.SendJson("POST", "/v1/educators", document, key)).ReadJson(201);
        await efs.Region74.SendJson("DELETE", $"/v1/educators/{record.Id()}/personal-data", (string?)null, ("If-Match", "*"));
        await (await efs.Region74.SendJson("POST", "/v1/educators", document, key)).ReadErrors(404, "registry.not-found");

        await using var command = efs.Owner.CreateCommand(
            $"SELECT count(response) FROM platform.idempotency_key WHERE record_id = '{record.Id()}'"
        );
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_client_that_has_lost_the_region_is_told_nothing_by_a_replay()
    {
        using var client = await efs.Client("moved-away", EfsHost.WholeRegion, "74", "27");
        var trajectory = await client.Trajectory("draft");
        var (move, key) = (
            new JsonObject
            {
                ["to"] = "terminated",
                ["reason"] = "other",
                ["comment"] = "Секрет",
            },
            ("Idempotency-Key", "lost-region")
        );
        await (await client.SendJson("POST", $"{trajectory.Path()}/transitions", move, key)).ReadJson(201);
        await Commands.As(
            efs.Services,
            mediator =>
                mediator.Send(
                    new ReplaceClient
                    {
                        Id = "moved-away",
                        IfMatch = "*",
                        Fields = new()
                        {
                            Name = "moved-away",
                            Scopes = EfsHost.WholeRegion,
                            Regions = ["27"],
                        },
                    }
                )
        );
        await Eventually.True(
            TimeSpan.FromSeconds(5),
            async () => (await client.GetAsync(trajectory.Path())).StatusCode == HttpStatusCode.NotFound,
            "the region is lost"
        );
        await (await client.SendJson("POST", $"{trajectory.Path()}/transitions", move, key)).ReadErrors(404, "registry.not-found");
    }

    [Fact]
    public async Task A_refused_request_may_be_sent_again_under_its_key()
    {
        var (key, sourceId) = (Key(), $"hr-{Guid.NewGuid():N}");
        var standing = await efs.Region74.Create("/v1/schools", Documents.School().With("sourceId", sourceId));
        var document = Documents.School().With("sourceId", sourceId);
        await (await efs.Region74.SendJson("POST", "/v1/schools", document, key)).ReadErrors(409, "schools.duplicate-source-id");
        await (await efs.Region74.SendJson("POST", "/v1/schools", document.With("kind", "circus"), key)).ReadErrors(400, "request.invalid");
        await (await efs.Region74.SendJson("DELETE", $"/v1/schools/{standing.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);
        var response = await efs.Region74.SendJson("POST", "/v1/schools", document, key);
        await response.ReadJson(201);
        Assert.False(response.Headers.Contains("Idempotency-Replayed"));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Sent_many_times_at_once_it_makes_one_record(string registry)
    {
        var key = Key();
        var document = (await efs.Region74.Document(registry)).With("snils", null);
        var before = await Count();
        var ids = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var statuses = await Registries.Concurrently(
            32,
            async _ =>
            {
                var response = await efs.Region74.SendJson("POST", $"/v1/{registry}", document, key);
                if (response.StatusCode == HttpStatusCode.Created)
                    ids.Add((await response.Json()).Id());
                else
                    await response.ReadErrors(409, "request.key-in-progress");
                return response;
            }
        );
        Assert.True(statuses.GetValueOrDefault(201) >= 1);
        Assert.Single(ids.Distinct());
        Assert.Equal(before + 1, await Count());

        async Task<int> Count() => (int)(await efs.Region74.GetJson($"/v1/{registry}?count=true"))["total"]!;
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData(
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345"
    )]
    public async Task A_key_is_up_to_255_visible_ASCII_characters(string key)
    {
        var response = await efs.Region74.SendJson(
            "POST",
            "/v1/schools",
            Documents.School().With("kind", "circus"),
            ("Idempotency-Key", key)
        );
        Assert.Equal(["/kind not-one-of", "Idempotency-Key wrong-key"], (await response.ReadErrors(400, "request.invalid")).Order());
    }

    [Fact]
    public async Task A_key_of_255_characters_is_good()
    {
        var response = await efs.Region74.SendJson("POST", "/v1/schools", Documents.School(), ("Idempotency-Key", new string('~', 255)));
        await response.ReadJson(201);
    }

    [Theory]
    [InlineData("{0}", "\"{0}\"")]
    [InlineData("\"{0}\"", "{0}")]
    [InlineData("\"{0}\\\"\\\\\"", "{0}\"\\")]
    public async Task A_quoted_key_is_the_bare_one(string first, string second)
    {
        var (id, school) = ($"{Guid.NewGuid()}", Documents.School());
        var created = await efs.Region74.SendJson(
            "POST",
            "/v1/schools",
            school,
            ("Idempotency-Key", first.Replace("{0}", id, StringComparison.Ordinal))
        );
        var again = await efs.Region74.SendJson(
            "POST",
            "/v1/schools",
            school,
            ("Idempotency-Key", second.Replace("{0}", id, StringComparison.Ordinal))
        );
        Assert.Equal((await created.ReadJson(201)).Id(), (await again.ReadJson(201)).Id());
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Fact]
    public async Task Two_keys_are_none()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/schools")
        {
            Content = Calls.Raw(Documents.School().ToJsonString()),
        };
        request.Headers.Add("Idempotency-Key", ["one", "two"]);
        var errors = await (await efs.Region74.SendAsync(request)).ReadErrors(400, "request.invalid");
        Assert.StartsWith("Idempotency-Key ", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static (string, string) Key() => ("Idempotency-Key", Guid.NewGuid().ToString());
}
