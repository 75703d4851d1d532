using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Imports;

/// <summary>What the import of one region leaves to the others.</summary>
public sealed class ImportShareTests(EfsHost efs) : IClassFixture<EfsHost>, IAsyncLifetime
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);
    private NpgsqlConnection? holding;

    [Fact]
    public async Task A_dry_run_holds_up_no_region_that_has_the_same_people()
    {
        using var other = await efs.Client("same-people", EfsHost.WholeRegion, "31");
        var (shared, dropped) = (Documents.NewSnils(), Documents.NewSnils());
        await Hold();
        var file = ImportClient.Lines(new[] { shared, dropped }.Select(snils => Documents.Educator().With("snils", snils)));
        var started = await (await efs.Region74.Upload("resource=educators&dryRun=true", file)).ReadJson(202);
        await Eventually.True(
            patience,
            async () => await Scalar("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 15 AND NOT granted") == 1,
            "the dry run has written its people"
        );

        await other.Create("/v1/educators", Documents.Educator("31").With("snils", shared));

        await Release();
        Assert.Equal("done created=2", (await efs.Region74.WaitForEnd(started)).Summary());
        Assert.Equal(
            0,
            await Scalar(
                "SELECT count(*) FROM educators.person p WHERE NOT EXISTS (SELECT FROM educators.educator e WHERE e.person_id = p.id)"
            )
        );
    }

    [Fact]
    public async Task A_region_leaves_places_to_others()
    {
        using var other = await efs.Client("finds-a-place", EfsHost.WholeRegion, "32");
        await Hold();
        var imports = new List<JsonObject>();
        foreach (
            var (resource, document) in new (string, JsonObject)[]
            {
                ("schools", Documents.School()),
                ("institutes", Documents.Institute()),
                ("educators", Documents.Educator()),
            }
        )
            imports.Add(
                await (
                    await efs.Region74.Upload(
                        $"resource={resource}&atomic=true",
                        ImportClient.Lines(document.With("sourceId", $"{Guid.NewGuid()}"))
                    )
                ).ReadJson(202)
            );
        await Eventually.True(
            patience,
            async () =>
            {
                var states = new List<string>();
                foreach (var import in imports)
                    states.Add((await efs.Region74.GetJson($"/v1/imports/{import.Id()}")).Text("state"));
                return states.Order().SequenceEqual(["queued", "running", "running"]);
            },
            "the region has two places"
        );

        var next = await (
            await other.Upload("resource=schools", ImportClient.Lines(Documents.School("32").With("sourceId", "next")))
        ).ReadJson(202);
        await Eventually.True(
            patience,
            async () => (await other.GetJson($"/v1/imports/{next.Id()}")).Text("state") == "running",
            "it has a place"
        );

        await Release();
        foreach (var import in imports)
            Assert.Equal("done", (await efs.Region74.WaitForEnd(import)).Text("state"));
    }

    [Theory]
    [InlineData("application/x-ndjson", "")]
    [InlineData("text/csv", "sourceId;fullName\r\n")]
    public async Task Blank_lines_count(string mediaType, string header)
    {
        var file = new MemoryStream();
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(header));
            var lines = new byte[1000];
            lines.AsSpan().Fill((byte)'\n');
            for (var i = 0; i < 2010; i++)
                await gzip.WriteAsync(lines);
        }
        var response = await efs.Region74.Upload("resource=schools&wait=30", file.ToArray(), mediaType, ("Content-Encoding", "gzip"));
        var ended = await efs.Region74.WaitForEnd(await response.ReadJson(202));
        Assert.Equal("failed", ended.Text("state"));
        Assert.Equal("imports.too-many-rows", (string?)ended["problem"]!["code"]);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Release();

    // Imports wait before they report their first batch: its rows are written then.
    private async Task Hold()
    {
        holding = await efs.Owner.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            """
            CREATE OR REPLACE FUNCTION imports.wait_for_test() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock_shared(15);
                RETURN NEW;
            END
            $$;
            CREATE OR REPLACE TRIGGER wait_for_test BEFORE INSERT ON imports.import_batch
                FOR EACH ROW EXECUTE FUNCTION imports.wait_for_test();
            SELECT pg_advisory_lock(15);
            """,
            holding
        );
        await command.ExecuteNonQueryAsync();
    }

    private async Task Release()
    {
        if (holding is null)
            return;
        await using (var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", holding))
            await command.ExecuteNonQueryAsync();
        await holding.DisposeAsync();
        holding = null;
    }

    private async Task<long> Scalar(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
