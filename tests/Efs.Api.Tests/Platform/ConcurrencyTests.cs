using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>Many clients at the same thing at once: one of them wins, and the others are told so.</summary>
public sealed class ConcurrencyTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const int Clients = 64;

    public static TheoryData<string> All => [.. Registries.Names];

    [Theory, MemberData(nameof(All))]
    public async Task Of_many_who_create_one_key_exactly_one_does(string registry)
    {
        var sourceId = $"hr-{Guid.NewGuid():N}";
        var documents = await efs.Region74.DocumentList(registry, Clients);
        var statuses = await Registries.Concurrently(
            Clients,
            async i =>
            {
                var response = await efs.Region74.SendJson("POST", $"/v1/{registry}", documents[i].With("sourceId", sourceId));
                if ((int)response.StatusCode != 201)
                    await response.ReadErrors(409, $"{registry}.duplicate-source-id");
                return response;
            }
        );
        Assert.Equal([(201, 1), (409, Clients - 1)], Counted(statuses));
        Assert.Single((await efs.Region74.GetJson($"/v1/{registry}?sourceId={sourceId}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Of_many_who_register_one_person_exactly_one_does()
    {
        var snils = Documents.NewSnils();
        var statuses = await Registries.Concurrently(
            Clients,
            async _ =>
            {
                var response = await efs.Region74.SendJson("POST", "/v1/educators", Documents.Educator().With("snils", snils));
                if ((int)response.StatusCode != 201)
                    Assert.Equal(["/snils duplicate-snils"], await response.ReadErrors(409, "educators.duplicate-snils"));
                return response;
            }
        );
        Assert.Equal([(201, 1), (409, Clients - 1)], Counted(statuses));
    }

    [Fact]
    public async Task Two_regions_that_register_one_person_both_do()
    {
        var snils = Documents.NewSnils();
        var statuses = await Registries.Concurrently(
            2,
            i =>
                i == 0
                    ? efs.Region74.SendJson("POST", "/v1/educators", Documents.Educator().With("snils", snils))
                    : efs.Region27.SendJson("POST", "/v1/educators", Documents.Educator("27").With("snils", snils))
        );
        Assert.Equal([(201, 2)], Counted(statuses));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Of_many_who_put_one_key_exactly_one_creates_and_all_succeed(string registry)
    {
        var path = $"/v1/{registry}/by-source/74/hr-{Guid.NewGuid():N}";
        var document = await efs.Region74.Document(registry);
        var statuses = await Registries.Concurrently(Clients, _ => efs.Region74.SendJson("PUT", path, document));
        Assert.Equal([(200, Clients - 1), (201, 1)], Counted(statuses));
        Assert.Equal(1, (await (await efs.Region74.SendJson("PUT", path, document)).ReadJson(200)).Version());
    }

    // Else two puts of one document could meet in the other key, and one of them be refused as a duplicate of itself.
    [Fact]
    public async Task Puts_of_one_key_go_one_after_another_where_records_have_another_unique_key()
    {
        await using var list = efs.Owner.CreateCommand(
            """
            SELECT array_agg(DISTINCT i.indrelid::regclass::text) FROM pg_index i
            WHERE i.indisunique AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND
                a.attname IN ('id', 'source_id'))
            """
        );
        var tables = (string[])(await list.ExecuteScalarAsync())!;
        var registries = Registries.Names.Where(r => tables.Contains(Registries.TableOf(r))).ToList();
        Assert.Equal(
            [
                "educators",
                "certificates",
                "instruments",
                "diagnostics",
                "methodists",
                "mentorships",
                "trajectories",
                "federal-projects",
                "project-roles",
                "growth-points",
                "assessment-frameworks",
                "self-assessments",
                "contests",
                "indicators",
                "indicator-targets",
            ],
            registries
        );
        foreach (var registry in registries)
        {
            var document = await efs.Region74.Document(registry);
            var record = ResourceCatalogue.Get(registry).Record.Name;
            await using var connection = await efs.Owner.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new Npgsql.NpgsqlCommand(
                $"SELECT pg_advisory_xact_lock(hashtextextended('{record} 74 waits', 0))",
                connection,
                transaction
            );
            await command.ExecuteNonQueryAsync();
            var put = efs.Region74.SendJson("PUT", $"/v1/{registry}/by-source/74/waits", document);
            Assert.True(await Task.WhenAny(put, Task.Delay(300)) != put, registry);
            await transaction.RollbackAsync();
            await (await put).ReadJson(201);
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task Of_many_different_documents_under_one_key_each_is_a_version(string registry)
    {
        var path = $"/v1/{registry}/by-source/74/hr-{Guid.NewGuid():N}";
        var document = await efs.Region74.Document(registry);
        var statuses = await Registries.Concurrently(
            Clients,
            async i =>
            {
                var response = await efs.Region74.SendJson("PUT", path, document.WithChange(registry, i));
                if ((int)response.StatusCode is not (200 or 201))
                    Assert.Fail(await response.Body());
                return response;
            }
        );
        Assert.Equal([(200, Clients - 1), (201, 1)], Counted(statuses));
        Assert.Equal(
            Clients + 1,
            (await (await efs.Region74.SendJson("PUT", path, document.WithChange(registry, Clients))).ReadJson(200)).Version()
        );
    }

    [Theory, MemberData(nameof(All))]
    public async Task Of_many_who_replace_one_version_exactly_one_does(string registry)
    {
        var document = await efs.Region74.Document(registry);
        var record = await efs.Region74.Create($"/v1/{registry}", document);
        var statuses = await Registries.Concurrently(
            Clients,
            async i =>
            {
                var response = await efs.Region74.SendJson(
                    "PUT",
                    $"/v1/{registry}/{record.Id()}",
                    document.WithChange(registry, i),
                    ("If-Match", "\"1\"")
                );
                if ((int)response.StatusCode != 200)
                {
                    await response.ReadErrors(412, "registry.stale");
                    Assert.Equal("\"2\"", response.Tag());
                }
                return response;
            }
        );
        Assert.Equal([(200, 1), (412, Clients - 1)], Counted(statuses));
        Assert.Equal(2, (await efs.Region74.GetJson($"/v1/{registry}/{record.Id()}")).Version());
    }

    [Theory, MemberData(nameof(All))]
    public async Task Of_many_who_put_one_key_under_one_precondition_exactly_one_does(string registry)
    {
        var path = $"/v1/{registry}/by-source/74/hr-{Guid.NewGuid():N}";
        var document = await efs.Region74.Document(registry);
        foreach (
            var (header, value, status, code, first) in new[]
            {
                ("If-None-Match", "*", 201, "registry.exists", 0),
                ("If-Match", "\"1\"", 200, "registry.stale", Clients), // none of them the document that is there
            }
        )
        {
            var statuses = await Registries.Concurrently(
                Clients,
                async i =>
                {
                    var response = await efs.Region74.SendJson("PUT", path, document.WithChange(registry, first + i), (header, value));
                    if ((int)response.StatusCode != status)
                        await response.ReadErrors(412, code);
                    return response;
                }
            );
            Assert.Equal(new[] { (status, 1), (412, Clients - 1) }, Counted(statuses));
        }
    }

    [Fact]
    public async Task People_written_in_every_way_at_once_never_break_the_service()
    {
        var people = Enumerable.Range(0, 4).Select(_ => Documents.NewSnils()).ToArray();
        var records = new List<JsonObject>();
        foreach (var _ in people)
            records.Add(await efs.Region74.Create("/v1/educators", Documents.Educator()));
        var statuses = await Registries.Concurrently(
            Clients,
            i =>
            {
                var document = Documents.Educator().With("snils", people[i / 4 % 4]);
                return (i % 4) switch
                {
                    0 => efs.Region74.SendJson("PUT", $"/v1/educators/{records[i / 16].Id()}", document, ("If-Match", "*")),
                    1 => efs.Region74.SendJson("PUT", $"/v1/educators/by-source/74/mix-{i % 3}", document),
                    2 => efs.Region27.SendJson("PUT", $"/v1/educators/by-source/27/mix-{i % 3}", document.With("regionCode", "27")),
                    _ => efs.Region74.SendJson(
                        "PATCH",
                        $"/v1/educators/{records[i / 16].Id()}",
                        new JsonObject { ["snils"] = people[i % 3] },
                        ("If-Match", "*")
                    ),
                };
            }
        );
        // Two who trade a person for one another's wait for each other until PostgreSQL undoes one: the rest may find it busy.
        Assert.Empty(statuses.Keys.Except([200, 201, 409, 503]));
    }

    private static IEnumerable<(int Status, int Times)> Counted(Dictionary<int, int> statuses) =>
        statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value));
}
