using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Platform;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Security;

public sealed class AuditTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static readonly (string, string) traced = ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");

    [Fact]
    public async Task Each_unmasked_reading_is_on_record_with_ids_client_operation_and_trace()
    {
        var document = Documents.Educator();
        var id = (await efs.Region74.Create("/v1/educators", document)).Id();
        var other = (await efs.Region74.Create("/v1/educators", Documents.Educator())).Id();
        await efs.Region74.SendJson("GET", $"/v1/educators/{id}", headers: traced);
        await efs.Region74.SendJson("GET", "/v1/educators", headers: traced);
        await efs.Region74.SendJson("POST", "/v1/educators/search", new JsonObject { ["snils"] = (string)document["snils"]! }, traced);

        var readings = (await Entries($"recordId={id}&action=read")).Reverse().ToList();
        Assert.Equal(["GetEducator", "ListEducators", "SearchEducators"], readings.Select(r => (string)r["operation"]!));
        Assert.All(readings, r => Assert.Equal(("region-74", Trace), ((string)r["client"]!, (string)r["traceId"]!)));
        Assert.All(
            readings,
            r =>
                Assert.Equal(
                    """["lastName","firstName","middleName","birthDate","snils","email","phone","birthYear"]""",
                    r["members"]!.ToJsonString()
                )
        );
        Assert.Equal([1, 2, 1], readings.Select(r => r["records"]!.AsArray().Count(x => (Guid)x! == id || (Guid)x! == other)));
    }

    [Fact]
    public async Task Masked_and_refused_and_empty_readings_are_not_on_record()
    {
        var id = (await efs.Region74.Create("/v1/educators", Documents.Educator())).Id();
        foreach (var path in new[] { $"/v1/educators/{id}", "/v1/educators" })
            Assert.Equal(HttpStatusCode.OK, (await efs.Analyst.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await efs.Region27.GetAsync($"/v1/educators/{id}")).StatusCode);
        await efs.Region74.GetJson("/v1/educators?sourceId=none");
        Assert.Empty(await Entries($"recordId={id}&action=read"));
        Assert.Empty(await Entries("client=analyst"));
    }

    [Fact]
    public async Task A_PATCH_that_shows_the_record_is_a_reading_too()
    {
        var id = (await efs.Region74.Create("/v1/educators", Documents.Educator())).Id();
        var shown = await (await efs.Region74.SendJson("PATCH", $"/v1/educators/{id}", "{}", ("If-Match", "*"))).Json();
        Assert.NotNull(shown["snils"]);
        Assert.Equal("UpdateEducator", (string?)Assert.Single(await Entries($"recordId={id}&action=read"))["operation"]);
        await (await efs.Region74.SendJson("PATCH", $"/v1/educators/{id}", "{}", ("If-Match", "\"9\""))).ReadErrors(412, "registry.stale");
        Assert.Single(await Entries($"recordId={id}&action=read"));
    }

    [Theory]
    [InlineData("dryRun=true", "updated=1")]
    [InlineData("dryRun=false", "updated=1")]
    public async Task Who_an_import_recognises_by_snils_is_on_record_whatever_becomes_of_it(string query, string outcome)
    {
        var document = Documents.Educator();
        var id = (await efs.Region74.Create("/v1/educators", document)).Id();
        var import = await efs.Region74.Import($"resource=educators&{query}", ImportClient.Lines(document.With("gender", "male")));
        Assert.Equal($"done {outcome}", import.Summary());
        Assert.Equal("StartImport", (string?)Assert.Single(await Entries($"recordId={id}&action=read"))["operation"]);
    }

    [Fact]
    public async Task Who_a_single_write_recognises_is_on_record_although_nothing_is_written()
    {
        var document = Documents.Educator();
        var id = (await efs.Region74.Create("/v1/educators", document)).Id();
        await (await efs.Region74.SendJson("POST", "/v1/educators?dryRun=true", document)).ReadErrors(409, "educators.duplicate-snils");
        var same = await efs.Region74.SendJson("PUT", $"/v1/educators/{id}?dryRun=true", document, ("If-Match", "*"));
        Assert.Equal(1, (await same.ReadJson(200)).Version());
        Assert.Equal(
            ["ReplaceEducator", "CreateEducator"],
            (await Entries($"recordId={id}&action=read")).Select(e => (string?)e["operation"])
        );
    }

    [Fact]
    public async Task Each_change_is_on_record_with_the_members_that_changed()
    {
        var document = Documents.Educator();
        document.Remove("phone");
        var id = (await efs.Region74.Create("/v1/educators", document)).Id();
        foreach (
            var patch in new[]
            {
                """{"email":"new@example.ru"}""",
                """{"phone":"+70007419999"}""",
                """{"phone":null}""",
                """{"lastName":"Сидорова","birthDate":"1985-04-13"}""",
                $$"""{"snils":"{{Documents.NewSnils()}}"}""",
                """{"gender":"male"}""",
            }
        )
            Assert.Equal(
                HttpStatusCode.OK,
                (await efs.Region74.SendJson("PATCH", $"/v1/educators/{id}", patch, ("If-Match", "*"))).StatusCode
            );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await efs.Region74.SendJson("DELETE", $"/v1/educators/{id}/personal-data", headers: ("If-Match", "*"))).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await efs.Region74.SendJson("DELETE", $"/v1/educators/{id}", headers: ("If-Match", "*"))).StatusCode
        );

        var changes = (await Entries($"recordId={id}")).Where(e => (string?)e["action"] != "read").Reverse();
        Assert.Equal(
            [
                "create lastName firstName middleName birthDate snils email",
                "update email",
                "update phone",
                "update phone",
                "update lastName birthDate",
                "update snils",
                "depersonalise lastName firstName middleName birthDate snils email",
                "delete ",
            ],
            changes.Select(c => $"{c["action"]} {string.Join(' ', c["members"]!.AsArray())}")
        );
        Assert.All(changes, c => Assert.Equal(("region-74", 32), ((string)c["client"]!, ((string)c["traceId"]!).Length)));
    }

    [Fact]
    public async Task A_refused_change_leaves_no_entry()
    {
        var document = Documents.Educator();
        await efs.Region74.Create("/v1/educators", document);
        var before = (await Entries("action=create")).Count;
        await (await efs.Region74.SendJson("POST", "/v1/educators", document)).ReadErrors(409, "educators.duplicate-snils");
        Assert.Equal(before, (await Entries("action=create")).Count);
    }

    [Theory]
    [InlineData("UPDATE platform.audit SET client = 'somebody'")]
    [InlineData("DELETE FROM platform.audit")]
    [InlineData("TRUNCATE platform.audit")]
    [InlineData("ALTER TABLE platform.audit DISABLE TRIGGER ALL")]
    [InlineData("DROP TRIGGER audit_append_only ON platform.audit")]
    [InlineData("DROP TABLE platform.audit")]
    [InlineData("CREATE OR REPLACE FUNCTION platform.keep_audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")]
    [InlineData("DROP TRIGGER educator_audit_update ON educators.educator")]
    [InlineData("ALTER TABLE educators.educator DISABLE TRIGGER educator_audit_update")]
    [InlineData("SET session_replication_role = replica")]
    [InlineData("DELETE FROM platform.data_key")]
    [InlineData("CREATE TABLE platform.mine (id int)")]
    public async Task The_services_own_role_cannot_undo_the_log(string statement)
    {
        await efs.Region74.Create("/v1/educators", Documents.Educator());
        // The role alone: the login that the tests use owns everything.
        await using var connection = await efs.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var role = new NpgsqlCommand("SET SESSION AUTHORIZATION efs_service", connection))
            await role.ExecuteNonQueryAsync();
        await using (var allowed = new NpgsqlCommand("SELECT count(*) FROM platform.audit", connection))
            Assert.True((long)(await allowed.ExecuteScalarAsync())! > 0);
        await using var forbidden = new NpgsqlCommand(statement, connection);
        var exception = await Assert.ThrowsAsync<PostgresException>(() => forbidden.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
        await transaction.RollbackAsync();
    }

    [Fact]
    public async Task Not_even_the_owner_changes_the_log_by_mistake()
    {
        await using var delete = efs.Owner.CreateCommand("DELETE FROM platform.audit");
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => delete.ExecuteNonQueryAsync())).SqlState
        );
    }

    [Fact]
    public async Task The_log_is_filtered_and_paged_without_a_gap()
    {
        var id = (await efs.Region74.Create("/v1/educators", Documents.Educator())).Id();
        for (var i = 0; i < 7; i++)
            await efs.Region74.GetJson($"/v1/educators/{id}");
        var all = await Entries($"recordId={id}");
        Assert.Equal(8, all.Count);

        var walked = new List<JsonNode>();
        for (string? next = ""; next is not null; )
        {
            var page = await efs.Administrator.GetJson($"/v1/audit?recordId={id}&limit=3{(next.Length == 0 ? "" : $"&cursor={next}")}");
            walked.AddRange(page["items"]!.AsArray()!);
            next = (string?)page["next"];
            if (next is not null)
                await (await efs.Administrator.GetAsync($"/v1/audit?limit=3&cursor={next}")).ReadErrors(400, "request.invalid");
        }
        Assert.Equal(all.Select(e => (long)e["position"]!), walked.Select(e => (long)e["position"]!));
        Assert.Equal(all.Select(e => (long)e["position"]!).OrderDescending(), walked.Select(e => (long)e["position"]!));

        var middle = Uri.EscapeDataString((string)all[3]["at"]!);
        Assert.Equal(4, (await Entries($"recordId={id}&since={middle}")).Count);
        Assert.Equal(4, (await Entries($"recordId={id}&until={middle}")).Count);
        foreach (var filter in new[] { "", "&client=region-74", "&action=read", "&client=region-74&action=read" })
        {
            var since = await Entries($"since={middle}{filter}");
            Assert.Equal(4, since.Count(e => e["records"]!.AsArray().Any(r => (Guid)r! == id)));
            Assert.All(since, e => Assert.True(e["at"]!.GetValue<DateTime>() >= all[3]["at"]!.GetValue<DateTime>()));
            var until = await Entries($"until={middle}{filter}");
            Assert.Equal(since.Count + until.Count, (await Entries(filter.TrimStart('&'))).Count);
        }
        Assert.Empty(await Entries($"recordId={id}&client=region-27"));
        Assert.Single(await Entries($"recordId={id}&action=create&client=region-74"));
        foreach (var wrong in new[] { "action=erase", "recordId=1", "since=yesterday", "limit=0", "limit=501", "cursor=x", "who=me" })
            await (await efs.Administrator.GetAsync($"/v1/audit?{wrong}")).ReadErrors(400, "request.invalid");
    }

    [Fact]
    public async Task Entries_whose_term_is_over_are_deleted_by_the_owner_alone_and_that_is_on_record()
    {
        await using (
            var old = efs.Owner.CreateCommand(
                """
                INSERT INTO platform.audit (at, client, action, operation, records, members, trace_id)
                SELECT now() - make_interval(years => y, days => 1), 'former', 'read', 'GetEducator', '{}', '{}', ''
                FROM unnest(ARRAY[9, 6, 5, 4]) y
                """
            )
        )
            await old.ExecuteNonQueryAsync();

        var own = new NpgsqlConnectionStringBuilder(efs.Connection) { Options = "-c role=efs_service" };
        var exception = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var service = NpgsqlDataSource.Create(own);
            await AuditPruning.Run(service, 5, default);
        });
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
        await Assert.ThrowsAsync<SettingsException>(() => Commands.PruneAudit(Settings()));
        Assert.Equal(4, (await Entries("client=former")).Count);

        Assert.Equal(0, await Commands.PruneAudit(Settings(("EFS_AUDIT_YEARS", "5"))));
        Assert.Single(await Entries("client=former"));
        Assert.Equal("PruneAudit", (string?)Assert.Single(await Entries("action=prune"))["operation"]);
        await Commands.PruneAudit(Settings(("EFS_AUDIT_YEARS", "5"))); // deletes nothing
        Assert.Single(await Entries("action=prune"));

        Settings Settings(params (string, string?)[] more) =>
            RunningApp.SettingsOf([("EFS_DATABASE", efs.Connection), ("EFS_MASTER_KEY", Convert.ToBase64String(new byte[32])), .. more]);
    }

    private async Task<IReadOnlyList<JsonNode>> Entries(string query) =>
        [.. (await efs.Administrator.GetJson($"/v1/audit?limit=500&{query}"))["items"]!.AsArray()!];
}
