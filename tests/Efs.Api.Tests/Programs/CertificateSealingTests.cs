using System.Text.Json.Nodes;
using Efs.Api.Modules.Programs;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Programs;

/// <summary>The personal data of certificates are encrypted, also those that an earlier version of the service stored in clear.</summary>
public sealed class CertificateSealingTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Name = "Зебрафишская";

    [Fact]
    public async Task What_an_earlier_version_stored_in_clear_is_read_then_encrypted_and_read_as_before()
    {
        var document = (await Document()).With("sourceId", "clear-1");
        var made = await efs.Region74.Create("/v1/certificates", document);
        await Execute(
            $$"""
            UPDATE programs.certificate
            SET personal = NULL, replaced_document = NULL, personal_hashes = '{}', diploma_surname = '{{Name}}', diploma_series = 'ВСГ',
                diploma_number = '7083901', original = '{{document["original"]!.ToJsonString()}}'
            WHERE id = '{{made.Id()}}'
            """
        );
        Assert.Equal(["programs.certificate"], await Support.Columns.Holding(efs.Owner, Name));
        await IsAsBefore();

        var start = await Head();
        await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None);
        foreach (var text in new[] { Name, "7083901", "7083902" })
            Assert.Empty(await Support.Columns.Holding(efs.Owner, text));
        await IsAsBefore();
        Assert.Empty(await Changed(start, made));

        async Task IsAsBefore()
        {
            Assert.Equal(made.ToJsonString(), (await efs.Region74.GetJson($"/v1/certificates/{made.Id()}")).ToJsonString());
            var again = await efs.Region74.SendJson("PUT", "/v1/certificates/by-source/74/clear-1", document.With("sourceId", null));
            Assert.Equal(1, (await again.ReadJson(200)).Version());
        }
    }

    [Fact]
    public async Task The_feed_names_the_encrypted_members_that_a_write_has_changed()
    {
        var made = await efs.Region74.Create("/v1/certificates", await Document());
        foreach (
            var (member, patch) in new[]
            {
                ("diplomaSurname", """{"diplomaSurname":"Другая"}"""),
                ("diplomaSeries", """{"diplomaSeries":null}"""),
                ("diplomaNumber", """{"diplomaNumber":"7083903"}"""),
                ("original", """{"original":{"number":"7083904"}}"""),
                ("original", """{"original":{"firstName":"Мария"}}"""),
                ("hours", """{"hours":40}"""),
            }
        )
        {
            var start = await Head();
            await (await efs.Region74.SendJson("PATCH", $"/v1/certificates/{made.Id()}", patch, ("If-Match", "*"))).ReadJson(200);
            Assert.Equal([member], await Changed(start, made));
        }
    }

    [Fact]
    public async Task A_certificate_is_read_after_a_rotation_of_the_keys()
    {
        var made = await efs.Region74.Create("/v1/certificates", await Document());
        var start = await Head();
        await efs.Services.GetRequiredService<KeyStore>().Add(default);
        var all = efs
            .Services.GetServices<IReencryption>()
            .Where(r => r is CertificateReencryption or ReplacedDocumentReencryption)
            .ToList();
        Assert.Equal(2, all.Count);
        foreach (var reencryption in all)
        {
            Assert.True(await reencryption.Run(default) > 0);
            Assert.Equal(0, await reencryption.Run(default));
        }
        Assert.Equal(made.ToJsonString(), (await efs.Region74.GetJson($"/v1/certificates/{made.Id()}")).ToJsonString());
        Assert.Empty(await Changed(start, made));
    }

    [Fact]
    public async Task Data_put_into_another_regions_row_are_not_shown_and_hide_no_other_record()
    {
        var theirs = await efs.Region74.Create("/v1/certificates", await Document());
        var educator = await efs.Region27.Create("/v1/educators", Documents.Educator("27"));
        var ours = await efs.Region27.Create("/v1/certificates", Documents.Certificate(educator.Id(), "27"));
        await Execute(
            $"""
            UPDATE programs.certificate SET (personal, replaced_document) =
                (SELECT personal, replaced_document FROM programs.certificate WHERE id = '{theirs.Id()}')
            WHERE id = '{ours.Id()}'
            """
        );
        Assert.Equal(ours.ToJsonString(), (await efs.Region27.GetJson($"/v1/certificates/{ours.Id()}")).ToJsonString());
        await Execute($"UPDATE programs.certificate SET personal = NULL, replaced_document = NULL WHERE id = '{ours.Id()}'"); // no key opens it
    }

    private async Task<JsonObject> Document() =>
        Documents
            .Certificate((await efs.Region74.Create("/v1/educators", Documents.Educator())).Id())
            .With("status", "duplicate")
            .With("diplomaSurname", Name)
            .With("diplomaSeries", "ВСГ")
            .With("diplomaNumber", "7083901")
            .With("original", new JsonObject { ["number"] = "7083902", ["lastName"] = Name });

    private async Task<string> Head() => (await efs.Region74.GetJson("/v1/changes/head")).Text("cursor");

    // The members that the feed names of the record's changes.
    private async Task<IEnumerable<string>> Changed(string start, JsonObject record) =>
        (await efs.Region74.GetJson($"/v1/changes?limit=500&after={start}"))["items"]!
            .AsArray()
            .Where(c => (string?)c!["id"] == record.Text("id"))
            .SelectMany(c => c!["members"]!.AsArray().Select(m => (string)m!));

    private async Task Execute(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
