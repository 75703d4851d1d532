using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Modules.Educators;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Educators;

/// <summary>The number of a consent is encrypted, also where an earlier version of the service stored it in clear.</summary>
public sealed class ConsentSealingTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Number = "С-7083905";

    [Fact]
    public async Task A_number_that_an_earlier_version_stored_in_clear_is_read_then_encrypted_and_read_as_before()
    {
        var made = await efs.Region74.Create("/v1/educators", Document());
        var sealedNumber = await Personal(made);
        var bare = await efs.Region74.Create("/v1/educators", Documents.Educator());
        await Execute(
            $$"""
            UPDATE educators.educator
            SET personal_hashes = '{}', legal_basis = legal_basis || '{"documentNumber": "{{Number}}"}',
                personal = decode('{{Convert.ToHexString(await Personal(bare))}}', 'hex')
            WHERE id = '{{made.Id()}}'
            """
        );
        Assert.Equal(["educators.educator"], await Support.Columns.Holding(efs.Owner, Number));
        Assert.Equal(Number, NumberIn(await Read(made)));

        var (start, entries) = (await Head(), await Audited(made));
        await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None);
        Assert.Empty(await Support.Columns.Holding(efs.Owner, Number));
        Assert.Equal(Number, NumberIn(await Read(made)));
        Assert.NotEqual(sealedNumber, await Personal(made));
        Assert.Empty(await Changed(start, made));
        Assert.Equal(entries, await Audited(made));
    }

    [Fact]
    public async Task The_feed_and_the_audit_log_tell_that_the_number_has_changed()
    {
        var made = await efs.Region74.Create("/v1/educators", Document());
        var (start, entries) = (await Head(), await Audited(made));
        var patch = new JsonObject { ["legalBasis"] = new JsonObject { ["documentNumber"] = $"{Number}-2" } };
        var changed = await (await efs.Region74.SendJson("PATCH", $"/v1/educators/{made.Id()}", patch, ("If-Match", "*"))).ReadJson(200);
        Assert.Equal($"{Number}-2", NumberIn(changed));
        Assert.Equal(["legalBasis"], await Changed(start, made));
        Assert.Equal(entries + 1, await Audited(made));
    }

    [Fact]
    public async Task Whoever_does_not_see_the_number_keeps_it()
    {
        var made = await efs.Region74.Create("/v1/educators", Document());
        using var masked = await efs.Client("consent-masked", [.. EfsHost.WholeRegion.Except([Caller.PersonalData])], "74");
        var path = $"/v1/educators/{made.Id()}";
        var seen = await masked.GetJson(path);
        Assert.Null(seen["legalBasis"]!["documentNumber"]);
        var withdrawn = seen["legalBasis"]!.AsObject().With("withdrawnOn", "2024-02-01");
        await (await masked.SendJson("PATCH", path, new JsonObject { ["legalBasis"] = withdrawn }, ("If-Match", "*"))).ReadJson(200);
        Assert.Equal(Number, NumberIn(await efs.Region74.GetJson(path)));
        Assert.Equal(
            ["/legalBasis/documentNumber hidden-member"],
            await (await masked.SendJson("PATCH", path, """{"legalBasis":{"documentNumber":"1"}}""", ("If-Match", "*"))).ReadErrors(
                403,
                "access.scope"
            )
        );
    }

    [Fact]
    public async Task The_number_is_read_after_a_rotation_of_the_keys_and_removed_with_the_person()
    {
        var made = await efs.Region74.Create("/v1/educators", Document());
        await efs.Services.GetRequiredService<KeyStore>().Add(default);
        Assert.True(await efs.Services.GetServices<IReencryption>().OfType<EducatorReencryption>().Single().Run(default) > 0);
        Assert.Equal(Number, NumberIn(await Read(made)));
        (
            await efs.Region74.SendJson("DELETE", $"/v1/educators/{made.Id()}/personal-data", (string?)null, ("If-Match", "*"))
        ).EnsureSuccessStatusCode();
        Assert.Null(NumberIn(await Read(made)));
        Assert.Equal("{}", await Value($"SELECT personal_hashes::text FROM educators.educator WHERE id = '{made.Id()}'"));
    }

    private static JsonObject Document() => Documents.Educator().With("legalBasis", Documents.Consent().With("documentNumber", Number));

    private static string? NumberIn(JsonObject record) => (string?)record["legalBasis"]!["documentNumber"];

    private Task<JsonObject> Read(JsonObject record) => efs.Region74.GetJson($"/v1/educators/{record.Id()}");

    private async Task<string> Head() => (await efs.Region74.GetJson("/v1/changes/head")).Text("cursor");

    private async Task<IEnumerable<string>> Changed(string start, JsonObject record) =>
        (await efs.Region74.GetJson($"/v1/changes?limit=500&after={start}"))["items"]!
            .AsArray()
            .Where(c => (string?)c!["id"] == record.Text("id"))
            .SelectMany(c => c!["members"]!.AsArray().Select(m => (string)m!));

    private async Task<byte[]> Personal(JsonObject record) =>
        (byte[])(await Value($"SELECT personal FROM educators.educator WHERE id = '{record.Id()}'"))!;

    private async Task<long> Audited(JsonObject record) =>
        (long)
            (
                await Value(
                    "SELECT count(*) FROM platform.audit WHERE action = 'update' AND 'legalBasis' = ANY (members) AND "
                        + $"'{record.Id()}' = ANY (records)"
                )
            )!;

    private async Task<object?> Value(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private async Task Execute(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
