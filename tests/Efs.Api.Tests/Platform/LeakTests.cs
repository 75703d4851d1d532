using System.Text.Json.Nodes;
using Efs.Api.Platform.Http;
using Efs.Api.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Platform;

/// <summary>Two regions in one register: what one of them wrote leaves no trace in what the other can read.</summary>
public sealed class LeakTests(LeakTests.TwoRegions world) : IClassFixture<LeakTests.TwoRegions>
{
    /// <summary>Region 74 has records full of a word that stands nowhere else; region 27 has a few of its own.</summary>
    public sealed class TwoRegions : EfsHost, IAsyncLifetime
    {
        public const string Mark = "зебрафиш";

        public Dictionary<string, JsonObject> Secret { get; } = [];
        public Dictionary<string, JsonObject> Own { get; } = [];

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await Fill(Region74, "74", $" {Mark}", Secret);
            await Fill(Region27, "27", "", Own);
        }

        private static async Task Fill(HttpClient client, string region, string mark, Dictionary<string, JsonObject> records)
        {
            var key = $"{region}{mark.Trim()}";
            records["institutes"] = await client.Created("/v1/institutes", Documents.Institute(region).With("fullName", $"Институт{mark}").With("sourceId", key).With("inn", "7707083893").With("address", $"Дом{mark}"));
            records["schools"] = await client.Created("/v1/schools", Documents.School(region).With("fullName", $"Школа{mark}").With("sourceId", key).With("municipality", $"Округ{mark}").With("inn", "7707083893"));
            records["educators"] = await client.Created("/v1/educators", Documents.Educator(region, $"Иванова{mark}").With("sourceId", key)
                .With("employments", new JsonArray(Documents.Employment(records["schools"].Id()))).With("categories", new JsonArray(new JsonObject { ["kind"] = "first", ["grantedOn"] = "2024-03-28" })));
        }
    }

    /// <summary>Every question of the service, as its route lines say.</summary>
    private IEnumerable<(string Pattern, Operation Operation)> Questions() =>
        from endpoint in world.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let operation = endpoint.Metadata.GetMetadata<Operation>()
        where operation is { IsCommand: false }
        select (endpoint.RoutePattern.RawText!, operation);

    [Fact]
    public void The_questions_are_all_here()
    {
        var names = Questions().Select(q => q.Operation.Name).ToList();
        Assert.Superset(new HashSet<string> { "ListInstitutes", "FindInstitute", "ListSchools", "FindSchool", "ListEducators", "FindEducator", "SearchEducators" }, names.ToHashSet());
        Assert.All(Questions(), q => Assert.Contains(q.Operation.Method, new[] { "GET", "POST" }));
    }

    [Fact]
    public async Task The_owner_meets_its_records_in_every_question_that_the_stranger_is_asked()
    {
        var met = new HashSet<string>();
        foreach (var (name, path, body) in Asked())
            if (Traces(await Text(world.Region74, path, body)).Count > 0) met.Add(name);
        Assert.Equal(["FindEducator", "FindInstitute", "FindSchool", "ListEducators", "ListInstitutes", "ListSchools", "SearchEducators"], met.Order());
    }

    [Fact]
    public async Task A_stranger_finds_no_trace_in_any_answer()
    {
        foreach (var client in new[] { world.Region27, await world.Client("stranger", EfsHost.WholeRegion, "27", "70") })
            foreach (var (_, path, body) in Asked())
                Assert.True(Traces(await Text(client, path, body)) is [], $"{path} {body}");
    }

    [Fact]
    public async Task A_record_of_another_region_is_not_there()
    {
        foreach (var (pattern, operation) in Questions().Where(q => q.Pattern.EndsWith("/{id}", StringComparison.Ordinal) && Registries.Names.Any(r => q.Pattern == $"/v1/{r}/{{id}}")))
        {
            var registry = pattern.Split('/')[2];
            await (await world.Region27.GetAsync($"/v1/{registry}/{world.Secret[registry].Id()}")).Refused(404, "registry.not-found");
            await world.Region74.Got($"/v1/{registry}/{world.Secret[registry].Id()}");
            Assert.Equal("GET", operation.Method);
        }
    }

    [Fact]
    public async Task Counts_tell_of_the_callers_records_only()
    {
        foreach (var registry in Registries.Names)
        {
            Assert.Equal(1, (int)(await world.Region27.Got($"/v1/{registry}?count=true"))["total"]!);
            Assert.Equal(0, (int)(await world.Region27.Got($"/v1/{registry}?count=true&regionCode=74"))["total"]!);
            Assert.Equal(0, (int)(await world.Region27.Got($"/v1/{registry}?count=true&q={Uri.EscapeDataString(TwoRegions.Mark)}"))["total"]!);
            Assert.Equal(0, (int)(await world.Region27.Got($"/v1/{registry}?count=true&sourceId={Uri.EscapeDataString(world.Secret[registry].Text("sourceId"))}"))["total"]!);
        }
    }

    [Fact]
    public async Task A_cursor_of_another_region_opens_nothing()
    {
        foreach (var registry in Registries.Names)
        {
            var second = await world.Region74.Created($"/v1/{registry}", Registries.Document(registry).With("sourceId", $"{TwoRegions.Mark}-2"));
            foreach (var sort in new[] { "", "&sort=-updatedAt", $"&sort={Registries.NameOf(registry)}" })
            {
                var next = (await world.Region74.Got($"/v1/{registry}?limit=1{sort}")).Text("next");
                Assert.Empty(Traces(await Text(world.Region27, $"/v1/{registry}?limit=1{sort}&cursor={next}", null)));
            }
            await (await world.Region74.Say("DELETE", $"/v1/{registry}/{second.Id()}", (string?)null, ("If-Match", "*"))).Answered(204);
        }
    }

    [Fact]
    public async Task Nobody_writes_into_a_region_that_is_not_theirs()
    {
        foreach (var registry in Registries.Names)
        {
            var (id, foreign, own) = (world.Secret[registry].Id(), Registries.Document(registry), Registries.Document(registry, "27"));
            await (await world.Region27.Say("POST", $"/v1/{registry}", foreign)).Refused(403, "access.region");
            await (await world.Region27.Say("PUT", $"/v1/{registry}/by-source/74/{Uri.EscapeDataString(world.Secret[registry].Text("sourceId"))}", foreign)).Refused(403, "access.region");
            await (await world.Region27.Say("PUT", $"/v1/{registry}/{id}", foreign, ("If-Match", "*"))).Refused(403, "access.region");
            await (await world.Region27.Say("PUT", $"/v1/{registry}/{id}", own, ("If-Match", "*"))).Refused(404, "registry.not-found");
            await (await world.Region27.Say("PATCH", $"/v1/{registry}/{id}", "{}", ("If-Match", "*"))).Refused(404, "registry.not-found");
            await (await world.Region27.Say("DELETE", $"/v1/{registry}/{id}", (string?)null, ("If-Match", "*"))).Refused(404, "registry.not-found");
            foreach (var (method, path) in new[] { ("PUT", ""), ("PATCH", ""), ("DELETE", "") }) // nor does a missing If-Match tell that it is there
                await (await world.Region27.Say(method, $"/v1/{registry}/{id}{path}", method == "DELETE" ? null : method == "PUT" ? own : new JsonObject())).Refused(404, "registry.not-found");
            Assert.True(JsonNode.DeepEquals(world.Secret[registry], await world.Region74.Got($"/v1/{registry}/{id}")));
        }
        await (await world.Region27.Say("DELETE", $"/v1/educators/{world.Secret["educators"].Id()}/personal-data", (string?)null, ("If-Match", "*"))).Refused(404, "registry.not-found");
    }

    [Fact]
    public async Task A_record_of_another_region_can_not_be_pointed_at()
    {
        var (institute, school) = (world.Secret["institutes"].Id(), world.Secret["schools"].Id());
        await (await world.Region27.Say("POST", "/v1/institutes", Documents.Institute("27").With("parentId", institute))).Refused(422, "institutes.unknown-parent");
        await (await world.Region27.Say("POST", "/v1/institutes", Documents.Institute("27").With("closedOn", "2024-01-01").With("successorId", institute))).Refused(422, "institutes.unknown-successor");
        await (await world.Region27.Say("POST", "/v1/schools", Documents.School("27").With("branchOfId", school))).Refused(422, "schools.unknown-head");
        await (await world.Region27.Say("POST", "/v1/educators", Documents.Educator("27").With("employments", new JsonArray(Documents.Employment(school))))).Refused(422, "educators.workplace");
    }

    // Each question with each of its members, filled with what the other region's records hold.
    private IEnumerable<(string Name, string Path, JsonObject? Body)> Asked()
    {
        foreach (var (pattern, operation) in Questions())
        {
            var registry = pattern.Split('/') is [_, _, var second, ..] ? second : "";
            var paths = operation.InPath.Count == 0 ? [pattern] : world.Secret.Values.Select(r => operation.InPath.Aggregate(pattern, (path, member) => path.Replace($"{{{member.Name}}}", Known(member.Name, r), StringComparison.Ordinal)));
            foreach (var path in paths.Distinct())
            {
                if (operation.Method == "POST")
                {
                    var educator = world.Secret["educators"];
                    yield return (operation.Name, path, new() { ["snils"] = educator.Text("snils") });
                    yield return (operation.Name, path, new() { ["lastName"] = educator.Text("lastName"), ["firstName"] = educator.Text("firstName"), ["birthDate"] = educator.Text("birthDate") });
                    continue;
                }
                yield return (operation.Name, path, null);
                foreach (var member in operation.InQuery)
                    foreach (var record in world.Secret.Values)
                        yield return (operation.Name, $"{path}?{member.Name}={Uri.EscapeDataString(Known(member.Name, record))}", null);
            }
            Assert.NotEqual("", registry);
        }
    }

    // What a stranger could guess a member to be.
    private string Known(string member, JsonObject record) => member switch
    {
        "id" or "parentId" or "branchOfId" or "instituteId" or "schoolId" => record.Text("id"),
        "q" => TwoRegions.Mark,
        "regionCode" or "code" => "74",
        "limit" => "500",
        "sort" => "-updatedAt",
        "count" or "isRural" => member == "count" ? "true" : "false",
        "level" => "noo",
        "category" => "first",
        "positionCode" => "teacher",
        "subjectCode" => "mathematics",
        "municipality" => world.Secret["schools"].Text("municipality"),
        "updatedSince" => "2020-01-01T00:00:00Z",
        "name" => "positions",
        _ => record[member] is { } value ? (string)value! : TwoRegions.Mark,
    };

    private List<string> Traces(string text) => [.. world.Secret.Values.Select(r => r.Text("id")).Append(TwoRegions.Mark).Append(world.Secret["educators"].Text("snils")).Where(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase))];

    private static async Task<string> Text(HttpClient client, string path, JsonObject? body)
    {
        var answer = await client.Say(body is null ? "GET" : "POST", path, body);
        Assert.InRange((int)answer.StatusCode, 200, 404);
        var headers = string.Join(' ', answer.Headers.Where(h => h.Key != "Link").SelectMany(h => h.Value));
        return $"{await answer.Body()} {headers}";
    }
}
