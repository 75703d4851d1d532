using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Security;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Efs.Api.Tests.Imports;

public sealed class ImportTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static int last;

    public static TheoryData<string> Resources => [.. new ImportResourceAttribute().Values!];

    [Theory, MemberData(nameof(Resources))]
    public async Task A_file_makes_what_it_says_and_sent_again_changes_nothing(string resource)
    {
        var documents = (await efs.Region74.DocumentList(resource, 5)).Select((d, i) => d.With("sourceId", $"{resource}-{i}")).ToArray();
        var first = await efs.Region74.Import($"resource={resource}", ImportClient.Lines(documents));
        Assert.Equal("done created=5", first.Summary());
        var records = await Task.WhenAll(documents.Select(d => Found(resource, d.Text("sourceId"))));
        Assert.Equal((await efs.Region74.Rows(first)).Select(r => (Guid)r["id"]!), records.Select(r => r.Id()));
        foreach (var (document, record) in documents.Zip(records.Select(r => r.ToFields())))
            Assert.All(
                document,
                m =>
                    Assert.True(
                        JsonNode.DeepEquals(m.Value, record[m.Key]) || m.Key is "steps" or "employments",
                        $"{m.Key}: {record[m.Key]?.ToJsonString()}"
                    )
            );

        var head = await Head();
        Assert.Equal("done unchanged=5", (await efs.Region74.Import($"resource={resource}", ImportClient.Lines(documents))).Summary());
        Assert.Empty((await efs.Region74.GetJson($"/v1/changes?after={head}"))["items"]!.AsArray());

        var changed = documents.Take(2).Select((d, i) => d.WithChange(resource, i + 1)).ToArray();
        var again = await efs.Region74.Import($"resource={resource}", ImportClient.Lines([.. changed, .. documents.Skip(2)]));
        Assert.True(again.Summary() == "done updated=2 unchanged=3", $"{again.Summary()} {again.ToJsonString()}");
        var change = (await efs.Region74.GetJson($"/v1/changes?after={head}"))["items"]!.AsArray()[^1]!;
        Assert.Equal($"{resource} update {again.Id()}", $"{change["resource"]} {change["operation"]} {change["importId"]}");
    }

    [Theory, MemberData(nameof(Resources))]
    public async Task Rows_that_break_a_rule_are_rejected_by_themselves_and_mended_go_in_as_the_report_has_them(string resource)
    {
        var good = (await efs.Region74.DocumentList(resource, 4)).Select((d, i) => d.With("sourceId", $"mend-{resource}-{i}")).ToArray();
        var free = Registries.FreeOf(resource);
        var import = await efs.Region74.Import(
            $"resource={resource}",
            ImportClient.Lines(good[0], good[1].With("nosuch", 1), good[2].With("regionCode", "27"), good[3].With(free, new JsonArray()))
        );
        Assert.Equal("done created=1 rejected=3", import.Summary());
        Assert.Equal(
            ["2 /nosuch unknown-member", "3 /regionCode other-region", $"4 /{free} wrong-type"],
            await efs.Region74.RowErrors(import)
        );
        Assert.Equal(["2", "3", "4"], import["errors"]!.AsArray().Select(f => f!["row"]!.ToString()));

        var report = (await efs.Region74.Rows(import, "outcome=rejected")).Select(
            (row, i) =>
            {
                var document = row["document"]!.AsObject();
                document.Remove("nosuch");
                document["regionCode"] = "74";
                document[free] = good[i + 1][free]?.DeepClone();
                if (good[i + 1][free] is null)
                    document.Remove(free);
                return row;
            }
        );
        Assert.Equal("done created=3", (await efs.Region74.Import($"resource={resource}", ImportClient.Lines(report))).Summary());
    }

    [Fact]
    public async Task What_the_database_refuses_of_one_row_leaves_those_around_it()
    {
        var people = Enumerable.Range(0, 40).Select(i => Documents.Educator().With("sourceId", $"around-{i}")).ToArray();
        people[7] = people[7].With("snils", people[3].Text("snils"));
        people[21] = people[21].With("employments", new JsonArray(Documents.Employment(Guid.NewGuid())));
        people[30] = people[30].With("sourceId", "around-3"); // the same record again: the later row wins
        var import = await efs.Region74.Import("resource=educators", ImportClient.Lines(people));
        Assert.Equal("done created=37 updated=1 rejected=2", import.Summary());
        Assert.Equal(["8 /sourceId other-key", "22 /employments/0/schoolId unknown-workplace"], await efs.Region74.RowErrors(import));
        Assert.Equal(4, (int)(await efs.Region74.Rows(import)).Single(r => (int)r["row"]! == 31)["repeats"]!);
        Assert.Equal(people[30].Text("snils"), (await Found("educators", "around-3")).Text("snils"));
    }

    [Fact]
    public async Task A_record_is_known_by_its_natural_key_and_takes_the_owners_key()
    {
        var byHand = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var sent = byHand.ToFields();
        Assert.Equal("done unchanged=1", (await efs.Region74.Import("resource=educators", ImportClient.Lines(sent))).Summary());
        Assert.Equal(
            "done updated=1",
            (await efs.Region74.Import("resource=educators", ImportClient.Lines(sent.With("sourceId", "natural-1")))).Summary()
        );
        Assert.Equal(byHand.Id(), (await Found("educators", "natural-1")).Id());
        // Without it, it keeps its key.
        Assert.Equal("done unchanged=1", (await efs.Region74.Import("resource=educators", ImportClient.Lines(sent))).Summary());
        var stranger = await efs.Region74.Import(
            "resource=educators",
            ImportClient.Lines(Documents.Educator().With("snils", null), sent.With("sourceId", "natural-2"))
        );
        Assert.Equal(["1 /sourceId key-needed", "2 /sourceId other-key"], await efs.Region74.RowErrors(stranger));

        var certificate = Documents.Certificate(byHand.Id());
        Assert.Equal("done created=1", (await efs.Region74.Import("resource=certificates", ImportClient.Lines(certificate))).Summary());
        Assert.Equal(
            "done updated=1 unchanged=1",
            (await efs.Region74.Import("resource=certificates", ImportClient.Lines(certificate, certificate.With("hours", 72)))).Summary()
        );
    }

    [Fact]
    public async Task Records_are_named_by_their_owners_keys_and_people_by_what_they_are()
    {
        var person = Documents
            .Educator(lastName: "Упомянутая")
            .With("employments", new JsonArray(Documents.Employment(Guid.Empty).With("schoolId", "source:refer-school")));
        Assert.Equal(
            "done created=3",
            (
                await efs.Region74.Import(
                    "resource=schools",
                    ImportClient.Lines(
                        Documents.School().With("sourceId", "refer-school"),
                        Documents.School().With("sourceId", "refer-branch").With("branchOfId", "source:refer-school"),
                        Documents.School().With("sourceId", "refer-other")
                    )
                )
            ).Summary()
        );
        Assert.Equal(
            "done created=1",
            (await efs.Region74.Import("resource=educators", ImportClient.Lines(person.With("sourceId", "refer-person")))).Summary()
        );
        Assert.Equal(
            (await Found("schools", "refer-school")).Id(),
            (Guid)(await Found("educators", "refer-person"))["employments"]![0]!["schoolId"]!
        );

        var certificate = Documents.Certificate(Guid.Empty).With("educatorId", null);
        JsonObject bySnils = new() { ["snils"] = person.Text("snils") },
            byName =
                new()
                {
                    ["lastName"] = "УПОМЯНУТАЯ",
                    ["firstName"] = "Мария",
                    ["birthDate"] = "1985-04-12",
                };
        JsonObject unknown = new()
        {
            ["snils"] = Documents.NewSnils(),
            ["lastName"] = "Новая",
            ["firstName"] = "Анна",
            ["birthDate"] = "1990-01-01",
            ["gender"] = "female",
        };
        var rows = new JsonNode[]
        {
            certificate.With("number", "r-1").With("educator", bySnils),
            certificate.With("number", "r-2").With("educator", byName),
            certificate.With("number", "r-3").With("educator", unknown),
            certificate.With("number", "r-4").With("educatorId", "source:nobody"),
            certificate.With("number", "r-5").With("educator", new JsonObject { ["lastName"] = "Новая" }),
            certificate.With("number", "r-6").With("educatorId", "source:refer-person"),
        };
        var import = await efs.Region74.Import("resource=certificates", ImportClient.Lines(rows));
        Assert.Equal("done created=3 rejected=3", import.Summary());
        Assert.Equal(
            ["3 /educator unknown-person", "4 /educatorId unknown-source", "5 /educator unnamed-person"],
            await efs.Region74.RowErrors(import)
        );
        Assert.Equal(
            "done created=1",
            (
                await efs.Region74.Import(
                    "resource=educators",
                    ImportClient.Lines(
                        person.With("sourceId", "refer-namesake").With("snils", Documents.NewSnils()).With("employments", null)
                    )
                )
            ).Summary()
        );
        Assert.Equal(
            ["1 /educator ambiguous-person"],
            await efs.Region74.RowErrors(await efs.Region74.Import("resource=certificates", ImportClient.Lines(rows[1])))
        );

        var entering = await efs.Region74.Import(
            "resource=certificates&createEducators=true",
            ImportClient.Lines(rows[2], ((JsonObject)rows[2]).With("number", "r-7"))
        );
        Assert.Equal("done created=2", entering.Summary());
        var entered = (
            await (
                await efs.Region74.SendJson("POST", "/v1/educators/search", new JsonObject { ["snils"] = unknown.Text("snils") })
            ).ReadJson(200)
        )["items"]!.AsArray();
        Assert.Equal("Новая public_function", $"{entered.Single()!["lastName"]} {entered.Single()!["legalBasis"]!["kind"]}");
    }

    [Fact]
    public async Task Nobody_is_entered_for_a_row_that_is_rejected_even_by_the_database()
    {
        JsonObject Row(string number, JsonObject person) =>
            Documents.Certificate(Guid.Empty).With("educatorId", null).With("number", number).With("educator", person.DeepClone());
        JsonObject Person(string name) =>
            new()
            {
                ["snils"] = Documents.NewSnils(),
                ["lastName"] = name,
                ["firstName"] = "Анна",
                ["birthDate"] = "1990-01-01",
                ["gender"] = "female",
            };
        var (wanted, unwanted) = (Person("Нужная"), Person("Ненужная"));
        var head = await Head();
        var import = await efs.Region74.Import(
            "resource=certificates&createEducators=true",
            ImportClient.Lines(
                Row("vain-1", wanted).With("provider", null).With("providerInstituteId", Guid.NewGuid()),
                Row("vain-2", unwanted).With("provider", null).With("providerInstituteId", Guid.NewGuid()),
                Row("vain-3", wanted),
                Row("vain-4", unwanted).With("hours", -1),
                Row("vain-5", unwanted).With("provider", null).With("providerInstituteId", Guid.NewGuid())
            )
        );
        Assert.Equal("done created=1 rejected=4", import.Summary());
        Assert.Equal(
            [
                "1 /providerInstituteId unknown-provider",
                "2 /providerInstituteId unknown-provider",
                "4 /hours out-of-range",
                "5 /providerInstituteId unknown-provider",
            ],
            await efs.Region74.RowErrors(import)
        );
        Assert.Equal(
            ["educators create", "certificates create"],
            (await efs.Region74.GetJson($"/v1/changes?after={head}"))["items"]!.AsArray().Select(c => $"{c!["resource"]} {c["operation"]}")
        );
        foreach (var (person, count) in new[] { (wanted, 1), (unwanted, 0) })
            Assert.Equal(
                count,
                (
                    await (
                        await efs.Region74.SendJson("POST", "/v1/educators/search", new JsonObject { ["snils"] = person.Text("snils") })
                    ).ReadJson(200)
                )["items"]!
                    .AsArray()
                    .Count
            );
    }

    [Theory]
    [InlineData("dryRun=true", "done", false)]
    [InlineData("atomic=true", "refused", false)]
    [InlineData("atomic=false", "done", true)]
    public async Task What_is_tried_only_or_is_all_or_nothing_leaves_nothing_behind(string how, string state, bool isKept)
    {
        var keys = Enumerable.Range(0, 1200).Select(_ => $"whole-{Interlocked.Increment(ref last)}").ToArray();
        var file = ImportClient.Lines([
            .. keys.Select(k => Documents.School().With("sourceId", k)),
            Documents.School().With("sourceId", keys[0]).With("shortName", "Вторая"),
            Documents.School().With("sourceId", "bad").With("kind", "nosuch"),
        ]);
        var head = await Head();
        var import = await efs.Region74.Import($"resource=schools&{how}", file);
        Assert.Equal($"{state} created=1200 updated=1 rejected=1", import.Summary());
        Assert.Equal(["1202 /kind not-one-of"], await efs.Region74.RowErrors(import));
        Assert.Equal(1202, (int)import["rowsDone"]!);
        Assert.Equal(isKept ? 1 : 0, (await efs.Region74.GetJson($"/v1/schools?sourceId={keys[0]}"))["items"]!.AsArray().Count);
        Assert.Equal(isKept, (await efs.Region74.GetJson($"/v1/changes?after={head}"))["items"]!.AsArray().Count > 0);
    }

    [Fact]
    public async Task All_of_a_good_file_goes_in_at_once()
    {
        var file = ImportClient.Lines(Enumerable.Range(0, 1100).Select(i => Documents.School().With("sourceId", $"atomic-{i}")));
        Assert.Equal("done created=1100", (await efs.Region74.Import("resource=schools&atomic=true", file)).Summary());
        Assert.Equal("done unchanged=1100", (await efs.Region74.Import("resource=schools&atomic=true", file)).Summary());
    }

    [Fact]
    public async Task A_complete_list_closes_what_it_leaves_out_but_not_half_a_register_unasked()
    {
        using var region = await efs.Client("region-30", EfsHost.WholeRegion, "30");
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"full-{i}")];
        JsonObject School(string key) => Documents.School("30").With("sourceId", key);
        Assert.Equal(
            "done created=20",
            (await region.Import("resource=schools&mode=full", ImportClient.Lines(keys.Select(School)))).Summary()
        );

        var near = await region.Import("resource=schools&mode=full", ImportClient.Lines(keys.Skip(2).Select(School)));
        Assert.Equal("done unchanged=18 closed=2", near.Summary());
        Assert.Equal(2, (await region.Rows(near, "outcome=closed")).Length);
        Assert.NotNull((await region.GetJson("/v1/schools?regionCode=30&sourceId=full-0"))["items"]![0]!["closedOn"]);

        var half = await region.Import("resource=schools&mode=full", ImportClient.Lines(keys.Skip(10).Select(School)));
        Assert.Equal("unconfirmed unchanged=10", half.Summary());
        Assert.Equal(
            "imports.much-is-absent 18 8",
            $"{half["problem"]!["code"]} {half["closing"]!["openRecords"]} {half["closing"]!["missingRecords"]}"
        );
        Assert.Equal(
            "unconfirmed unchanged=10",
            (await region.Import("resource=schools&mode=full&confirmClosing=7", ImportClient.Lines(keys.Skip(10).Select(School)))).Summary()
        );
        Assert.Equal(
            "done unchanged=17 closed=1",
            (
                await region.Import(
                    "resource=schools&mode=full&confirmClosing=7",
                    ImportClient.Lines(keys.Skip(2).Where(k => k != "full-2").Select(School))
                )
            ).Summary()
        ); // so few need no number
        Assert.Equal(
            "done unchanged=10 closed=7",
            (await region.Import("resource=schools&mode=full&confirmClosing=7", ImportClient.Lines(keys.Skip(10).Select(School)))).Summary()
        );

        // A row that is rejected is not absent; one that says no key may be anybody.
        var spoilt = await region.Import(
            "resource=schools&mode=full",
            ImportClient.Lines(keys.Skip(10).Select(k => k == "full-10" ? School(k).With("kind", "nosuch") : School(k)))
        );
        Assert.Equal("done unchanged=9 rejected=1", spoilt.Summary());
        var (one, two) = (Documents.Educator("30").With("sourceId", "full-one"), Documents.Educator("30").With("sourceId", "full-two"));
        Assert.Equal("done created=2", (await region.Import("resource=educators&mode=full", ImportClient.Lines(one, two))).Summary());
        Assert.Equal(
            "done unchanged=1 rejected=1",
            (await region.Import("resource=educators&mode=full", ImportClient.Lines(one, two.With("sourceId", "full-other")))).Summary()
        );
        var unknown = await region.Import("resource=schools&mode=full", $"{ImportClient.Lines(keys.Skip(11).Select(School))}{{\"kind\":\n");
        Assert.Equal("imports.unknown-rows", (string)unknown["problem"]!["code"]!);
        await (await region.Upload("resource=certificates&mode=full", "")).ReadErrors(422, "imports.not-closable");
    }

    [Theory]
    [InlineData("educators", "employments")]
    [InlineData("institutes", "closedOn")]
    [InlineData("programs", "validTo")]
    [InlineData("methodists", "until")]
    [InlineData("mentorships", "until")]
    public async Task What_a_complete_list_leaves_out_ends_today(string resource, string member)
    {
        using var region = await efs.Client($"region-closing-{resource}", EfsHost.WholeRegion, "31");
        var document = (await region.Document(resource, "31")).With("sourceId", "closing-1");
        if (resource == "educators")
            document = document.With(
                "employments",
                new JsonArray(Documents.Employment((await region.Create("/v1/schools", Documents.School("31"))).Id()))
            );
        Assert.Equal("done created=1", (await region.Import($"resource={resource}", ImportClient.Lines(document))).Summary());
        var import = await region.Import($"resource={resource}&mode=full", "\n");
        var confirmed = await region.Import($"resource={resource}&mode=full&confirmClosing={import["closing"]!["missingRecords"]}", "\n");
        Assert.Equal("done", confirmed.Text("state"));
        var closed = (await region.GetJson($"/v1/{resource}?regionCode=31&sourceId=closing-1"))["items"]![0]!;
        Assert.NotNull(member == "employments" ? closed[member]![0]!["until"] : closed[member]);
    }

    [Fact]
    public async Task A_file_may_come_packed_and_what_was_damaged_on_its_way_is_refused()
    {
        var file = Encoding.UTF8.GetBytes(ImportClient.Lines(Documents.School().With("sourceId", "packed-1")));
        using var packed = new MemoryStream();
        using (var packer = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            packer.Write(file);
        var bytes = packed.ToArray();
        string Digest(byte[] of) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(of))}:";
        var response = await efs.Region74.Upload(
            "resource=schools&wait=30",
            bytes,
            ImportClient.Ndjson,
            ("Content-Encoding", "gzip"),
            ("Content-Digest", Digest(bytes))
        );
        Assert.StartsWith("/v1/imports/", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("done created=1", (await efs.Region74.WaitForEnd(await response.ReadJson(202))).Summary());

        Assert.Equal(
            ["Content-Digest wrong-digest"],
            await (await efs.Region74.Upload("resource=schools", file, ImportClient.Ndjson, ("Content-Digest", Digest(bytes)))).ReadErrors(
                400,
                "request.invalid"
            )
        );
        await (await efs.Region74.Upload("resource=schools", bytes[..^9], ImportClient.Ndjson, ("Content-Encoding", "gzip"))).ReadErrors(
            400,
            "request.malformed"
        );
        await (await efs.Region74.Upload("resource=schools", file, ImportClient.Ndjson, ("Content-Encoding", "gzip"))).ReadErrors(
            400,
            "request.malformed"
        );
        await (await efs.Region74.Upload("resource=schools", file, ImportClient.Ndjson, ("Content-Encoding", "br"))).ReadErrors(
            415,
            "request.media-type"
        );
        await (await efs.Region74.Upload("resource=schools", file, "application/json")).ReadErrors(415, "request.media-type");
        Assert.Equal(0L, await Scalar("SELECT count(*) FROM platform.upload"));
    }

    [Fact]
    public async Task A_file_that_is_sent_twice_under_one_key_is_imported_once()
    {
        var file = ImportClient.Lines(Documents.School().With("sourceId", "once-1"));
        var first = await (
            await efs.Region74.Upload("resource=schools&wait=30", file, ImportClient.Ndjson, ("Idempotency-Key", "import-once"))
        ).ReadJson(202);
        var second = await efs.Region74.Upload("resource=schools&wait=30", file, ImportClient.Ndjson, ("Idempotency-Key", "import-once"));
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        var replayed = await second.ReadJson(202);
        Assert.Equal((first.Id(), "done created=1"), (replayed.Id(), replayed.Summary()));
        await (
            await efs.Region74.Upload("resource=schools&wait=30", $"{file}\n", ImportClient.Ndjson, ("Idempotency-Key", "import-once"))
        ).ReadErrors(422, "request.key-reused");
        Assert.Equal(0L, await Scalar("SELECT count(*) FROM platform.upload"));
    }

    [Fact]
    public async Task An_import_is_its_regions_and_needs_the_right_to_write_the_resource()
    {
        using var reader = await efs.Client(
            "imports-no-schools",
            ["exchange:write", "exchange:read", "schools:read", "educators:read"],
            "74"
        );
        await (await reader.Upload("resource=schools", "")).ReadErrors(403, "imports.no-scope");
        await (await efs.Region74.Upload("resource=schools&regionCode=27", "")).ReadErrors(403, "access.region");
        using var federal = await efs.Client("imports-federal", EfsHost.WholeRegion);
        Assert.Equal(["regionCode required"], await (await federal.Upload("resource=schools", "")).ReadErrors(400, "request.invalid"));
        Assert.Equal(["resource required"], await (await federal.Upload("", "")).ReadErrors(400, "request.invalid"));

        var import = await efs.Region74.Import(
            "resource=educators",
            ImportClient.Lines(Documents.Educator().With("sourceId", "own-1").With("gender", "nosuch"))
        );
        await (await efs.Region27.GetAsync($"/v1/imports/{import.Id()}")).ReadErrors(404, "registry.not-found");
        await (await efs.Region27.GetAsync($"/v1/imports/{import.Id()}/rows")).ReadErrors(404, "registry.not-found");
        await (await efs.Region27.DeleteAsync($"/v1/imports/{import.Id()}")).ReadErrors(404, "registry.not-found");
        Assert.DoesNotContain(
            (await efs.Region27.GetJson("/v1/imports?limit=500"))["items"]!.AsArray(),
            i => (Guid)i!["id"]! == import.Id()
        );
        Assert.NotNull((await efs.Region74.Rows(import))[0]["document"]);
        Assert.Null((await reader.Rows(import))[0]["document"]); // another client of the region, without the right to personal data
        Assert.Equal("gender", (await reader.RowErrors(import)).Single().Split('/', ' ')[2]);
        await (await efs.Region74.DeleteAsync($"/v1/imports/{import.Id()}")).ReadErrors(422, "imports.over");

        // Who reads what another said of people is put on record.
        using var colleague = await efs.Client("imports-colleague", EfsHost.WholeRegion, "74");
        Assert.NotNull((await colleague.Rows(import))[0]["document"]);
        var readings = (await efs.Administrator.GetJson($"/v1/audit?recordId={import.Id()}"))["items"]!.AsArray();
        Assert.Equal(
            ["imports-colleague read ListImportRows", "region-74 read ListImportRows"],
            readings.Select(r => $"{r!["client"]} {r["action"]} {r["operation"]}")
        );
    }

    [Theory]
    [InlineData("{\"sourceId\":", "1  malformed-row")]
    [InlineData("[1]", "1  malformed-row")]
    [InlineData("{} {}", "1  malformed-row")]
    [InlineData("{\"sourceId\":\"a\",\"sourceId\":\"b\"}", "1 /sourceId duplicate-member")]
    [InlineData("{\"fullName\":\"\\ud800\"}", "1 /fullName unstorable-text")]
    [InlineData("{\"fullName\":\"a\\u0000b\"}", "1 /fullName unstorable-text")]
    [InlineData("\uFFFF", "1  malformed-row")]
    [InlineData("{\"\\ud800\\ud800\":1}", "1  unstorable-text")]
    [InlineData("{\"regionCode\":\"\\ud800\"}", "1  unstorable-text")]
    public async Task A_line_that_is_no_document_is_a_fault_of_its_own(string line, string error)
    {
        var import = await efs.Region74.Import(
            "resource=schools",
            $"{line}\n{ImportClient.Lines(Documents.School().With("sourceId", "line-good"))}"
        );
        Assert.Contains(error, await efs.Region74.RowErrors(import));
        Assert.Equal(1, (int)import["counts"]!["rejected"]!);
        Assert.Equal("done", import.Text("state"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_import_of_a_client_that_lost_its_rights_fails_and_holds_up_nobody(bool atomic)
    {
        using var client = await efs.Client($"imports-revoked-{(atomic ? "whole" : "batches")}", EfsHost.WholeRegion, "40");
        using var other = await efs.Client($"imports-after-revoked-{(atomic ? "whole" : "batches")}", EfsHost.WholeRegion, "40");
        var import = await (
            await client.Upload(
                $"resource=schools&atomic={(atomic ? "true" : "false")}",
                ImportClient.Lines(
                    Enumerable.Range(0, 30_000).Select(i => Documents.School("40").With("sourceId", $"revoked-{atomic}-{i}"))
                )
            )
        ).ReadJson(202);
        await Eventually.True(
            TimeSpan.FromSeconds(30),
            async () => (int)(await other.GetJson($"/v1/imports/{import.Id()}"))["rowsDone"]! > 0,
            "the first rows"
        );
        await Commands.As(
            efs.Services,
            mediator => mediator.Send(new RevokeClient { Id = $"imports-revoked-{(atomic ? "whole" : "batches")}", IfMatch = "*" })
        );
        import = await other.WaitForEnd(import);
        Assert.Equal("failed imports.revoked", $"{import.Text("state")} {import["problem"]!["code"]}");
        Assert.Equal(atomic, await Scalar($"SELECT count(*) FROM schools.school WHERE source_id LIKE 'revoked-{atomic}-%'") == 0);
        Assert.Equal(
            "done created=1",
            (
                await other.Import(
                    "resource=schools",
                    ImportClient.Lines(Documents.School("40").With("sourceId", $"after-revoked-{atomic}"))
                )
            ).Summary()
        );
    }

    [Fact]
    public async Task A_report_of_heavy_rows_has_each_of_them()
    {
        var import = await efs.Region74.Import(
            "resource=schools",
            ImportClient.Lines(
                Enumerable
                    .Range(0, 600)
                    .Select(i => Documents.School().With("sourceId", $"heavy-{i}").With("fullName", new string('ш', 10_000)))
            )
        );
        Assert.Equal("done rejected=600", import.Summary());
        var seen = new List<int>();
        var pages = 0;
        for (string? path = $"/v1/imports/{import.Id()}/rows?limit=500"; path is not null; pages++)
        {
            var page = await efs.Region74.GetJson(path);
            seen.AddRange(page["items"]!.AsArray().Select(r => (int)r!["row"]!));
            path = page["next"] is { } next
                ? $"/v1/imports/{import.Id()}/rows?limit=500&cursor={Uri.EscapeDataString((string)next!)}"
                : null;
        }
        Assert.Equal(Enumerable.Range(1, 600), seen);
        Assert.True(pages > 2, $"{pages} pages are too few to show anything");
    }

    [Fact]
    public async Task What_is_kept_of_rejected_rows_is_bounded_by_the_size_of_the_file()
    {
        var text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(690_000));
        object?[] Row(int i) => [$"k{i}", i == 0 ? text : new Tables.Raw("t=\"s\"", "<v>3</v>")]; // the fourth of the shared texts
        var workbook = Tables.Workbook([
            ["sourceId", "fullName"],
            .. Enumerable.Range(0, 40).Select(Row),
        ]);
        var import = await efs.Region74.Import("resource=schools&regionCode=74", workbook, RowReaders.Xlsx);
        Assert.Equal("done rejected=40", import.Summary());
        Assert.Equal(text, (string?)(await efs.Region74.Rows(import))[0]["cells"]![1]);
        await using var kept = efs.Owner.CreateCommand("SELECT sum(octet_length(report)) FROM imports.import_batch WHERE import_id = $1");
        kept.Parameters.Add(new() { Value = import.Id() });
        Assert.InRange((long)(await kept.ExecuteScalarAsync())!, text.Length / 2, 10 * text.Length);
    }

    [Fact]
    public async Task A_person_who_is_described_twice_in_a_row_is_a_fault_of_the_row()
    {
        var (known, unknown) = (Documents.NewSnils(), Documents.NewSnils());
        var import = await efs.Region74.Import(
            "resource=certificates&createEducators=true",
            $"{{\"regionCode\":\"74\",\"educator\":{{\"snils\":\"{known}\"}},\"educator\":{{\"snils\":\"{unknown}\"}}}}\n{{}}\n"
        );
        Assert.Equal("done rejected=2", import.Summary());
        Assert.Contains("1 /educator duplicate-member", await efs.Region74.RowErrors(import));
    }

    [Fact]
    public async Task Bytes_that_are_no_utf_8_are_no_document()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var import = await efs.Region74.Import(
            "resource=schools",
            Encoding
                .GetEncoding(1251)
                .GetBytes(ImportClient.Lines(Documents.School().With("sourceId", "cp1251")) + "{\"fullName\":\"Школа\"}\n")
        );
        Assert.Contains("2  not-utf-8", await efs.Region74.RowErrors(import));
    }

    [Fact]
    public async Task People_are_not_found_for_who_may_not_see_them()
    {
        using var client = await efs.Client(
            "imports-guessing",
            ["exchange:write", "exchange:read", "programs:write", "trajectories:write", "educators:read"],
            "74"
        );
        await (await client.Upload("resource=certificates&dryRun=true", "")).ReadErrors(403, "imports.no-scope");
        var person = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var row = Documents.Certificate(Guid.Empty).With("educatorId", null);
        var methodist = Documents.Methodist(Guid.Empty).With("educatorId", null);
        var import = await client.Import(
            "resource=methodists&dryRun=true",
            ImportClient.Lines(
                methodist.With("sourceId", "guess-1").With("educator", new JsonObject { ["snils"] = person.Text("snils") }),
                methodist.With("sourceId", "guess-2").With("educator", new JsonObject { ["snils"] = Documents.NewSnils() })
            )
        );
        Assert.Equal(["1 /educator hidden-person", "2 /educator hidden-person"], await efs.Region74.RowErrors(import));

        // Who is recognised for one that may is put on record, also when nothing is kept.
        await efs.Region74.Import(
            "resource=certificates&dryRun=true",
            ImportClient.Lines(row.With("educator", new JsonObject { ["snils"] = person.Text("snils") }))
        );
        var readings = (await efs.Administrator.GetJson($"/v1/audit?recordId={person.Id()}&action=read"))["items"]!.AsArray();
        Assert.Contains("region-74 StartImport", readings.Select(r => $"{r!["client"]} {r["operation"]}"));
    }

    [Fact]
    public async Task A_row_without_end_ends_the_import()
    {
        var import = await efs.Region74.Import(
            "resource=schools",
            ImportClient.Lines(Documents.School().With("sourceId", "endless")) + new string('a', 3 << 20)
        );
        Assert.Equal("failed", import.Text("state"));
        Assert.Equal("imports.row-too-long", (string)import["problem"]!["code"]!);
    }

    [Fact]
    public async Task However_often_the_database_throws_it_out_an_import_ends_as_if_undisturbed()
    {
        var file = ImportClient.Lines(
            Enumerable
                .Range(0, 6000)
                .Select(i => Documents.School().With("sourceId", $"thrown-{i % 5000}").With("shortName", i < 5000 ? "Первая" : "Вторая"))
        );
        var import = await (await efs.Region74.Upload("resource=schools", file)).ReadJson(202);
        for (var thrown = 0; import.Text("state") is "queued" or "running"; import = await GetImport(import.Id()))
            if (thrown++ < 12)
                await Scalar(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND "
                        + "application_name = 'efs-api' AND state LIKE '%transaction%'"
                );
            else
                await Task.Delay(200);
        Assert.Equal("done created=5000 updated=1000", import.Summary());
        Assert.Equal(5000L, await Scalar("SELECT count(*) FROM schools.school WHERE source_id LIKE 'thrown-%'"));
        Assert.Equal(6000L, await Scalar("SELECT sum(version) FROM schools.school WHERE source_id LIKE 'thrown-%'"));
        Assert.Equal(6000, (int)import["rowsDone"]!);

        // Whose connections end again and again takes the database for away, and says 503.
        async Task<JsonObject> GetImport(Guid id)
        {
            while (true)
            {
                var response = await efs.Region74.GetAsync($"/v1/imports/{id}");
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                    return await response.ReadJson(200);
                await Task.Delay(200);
            }
        }
    }

    [Fact]
    public async Task An_import_that_gets_no_further_ends_and_what_went_in_stays()
    {
        using var client = await efs.Client("imports-stuck", EfsHost.WholeRegion, "41");
        await using var _ = await Trouble("stuck", "RAISE EXCEPTION 'bad' USING ERRCODE = '42883'");
        var import = await (
            await client.Upload(
                "resource=schools",
                ImportClient.Lines(
                    Enumerable.Range(0, 1001).Select(i => Documents.School("41").With("sourceId", i < 1000 ? $"before-{i}" : "stuck"))
                )
            )
        ).ReadJson(202);
        await Eventually.True(
            TimeSpan.FromSeconds(30),
            async () =>
            {
                await Scalar(
                    $"WITH hurried AS (UPDATE imports.import SET attempts = 20 WHERE id = '{import.Id()}' AND batches_done = 1 AND "
                        + "attempts BETWEEN 1 AND 19) SELECT 1"
                ); // the rest would take half a minute
                return (await client.GetJson($"/v1/imports/{import.Id()}")).Text("state") == "failed";
            },
            "the end of an import that never gets further"
        );
        import = await client.GetJson($"/v1/imports/{import.Id()}");
        Assert.Equal("failed created=1000 imports.stuck", $"{import.Summary()} {import["problem"]!["code"]}");
    }

    [Theory]
    [InlineData("57014")] // the time of a statement
    [InlineData("55P03")] // the time of a lock
    [InlineData("53100")] // disk full
    [InlineData("40P01")] // deadlock
    [InlineData("25006")] // read-only
    public async Task A_database_that_fails_or_makes_wait_is_no_attempt_of_an_import(string state)
    {
        var key = $"fails_{state.ToLowerInvariant()}";
        using var client = await efs.Client($"imports-{state.ToLowerInvariant()}", EfsHost.WholeRegion, "45");
        JsonObject import;
        await using (await Trouble(key, $"RAISE EXCEPTION 'not now' USING ERRCODE = '{state}'"))
        {
            import = await (
                await client.Upload("resource=schools", ImportClient.Lines(Documents.School("45").With("sourceId", key)))
            ).ReadJson(202);
            await Eventually.True(
                TimeSpan.FromSeconds(30),
                async () =>
                    await Scalar(
                        $"SELECT count(*) FROM imports.import WHERE id = '{import.Id()}' AND state = 'running' AND worker IS NULL "
                            + "AND leased_until > now() AND attempts = 0 AND rejected = 0"
                    ) == 1,
                "a rest without an attempt"
            );
        }
        Assert.Equal("done created=1", (await client.WaitForEnd(import)).Summary());
    }

    [Fact]
    public async Task A_fault_of_the_database_rejects_no_row_and_the_import_is_tried_again()
    {
        using var client = await efs.Client("imports-fault", EfsHost.WholeRegion, "44");
        JsonObject import;
        await using (await Trouble("fault", "RAISE EXCEPTION 'twice' USING ERRCODE = '23505', CONSTRAINT = 'change_ordinal_key'"))
        {
            import = await (
                await client.Upload("resource=schools", ImportClient.Lines(Documents.School("44").With("sourceId", "fault")))
            ).ReadJson(202);
            await Eventually.True(
                TimeSpan.FromSeconds(30),
                async () =>
                    await Scalar(
                        $"SELECT count(*) FROM imports.import WHERE id = '{import.Id()}' AND state = 'running' AND attempts > 1 AND "
                            + "rejected = 0"
                    ) == 1,
                "another attempt"
            );
        }
        Assert.Equal("done created=1", (await client.WaitForEnd(import)).Summary());
    }

    [Fact]
    public async Task Who_works_on_an_import_keeps_it_however_long_a_batch_takes()
    {
        using var client = await efs.Client("imports-slow", EfsHost.WholeRegion, "42");
        await using var _ = await Trouble("slow", "PERFORM pg_sleep(4)");
        var import = await (
            await client.Upload("resource=schools", ImportClient.Lines(Documents.School("42").With("sourceId", "slow")))
        ).ReadJson(202);
        Task<long> Count(string condition) => Scalar($"SELECT count(*) FROM imports.import WHERE id = '{import.Id()}' AND {condition}");
        await Eventually.True(TimeSpan.FromSeconds(10), async () => await Count("state = 'running'") == 1, "the start");
        await Scalar($"WITH late AS (UPDATE imports.import SET leased_until = now() WHERE id = '{import.Id()}') SELECT 1");
        await Eventually.True(
            TimeSpan.FromSeconds(3),
            async () => await Count("state = 'running' AND batches_done = 0 AND leased_until > now() + interval '5 seconds'") == 1,
            "another lease before the batch is through"
        );
        Assert.Equal("done created=1", (await client.WaitForEnd(import)).Summary());
        Assert.Equal(1, await Count("attempts = 0"));
    }

    [Fact]
    public async Task What_is_over_for_long_is_let_go_with_its_report()
    {
        using var client = await efs.Client("imports-old", EfsHost.WholeRegion, "43");
        var (old, kept) = (await client.Import("resource=schools", "{}"), await client.Import("resource=schools", "{}"));
        await Scalar(
            "WITH aged AS (UPDATE imports.import SET created_at = now() - interval '1000 days', finished_at = now() - interval '999 "
                + $"days' WHERE id = '{old.Id()}') SELECT 1"
        );
        await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None);
        await (await client.GetAsync($"/v1/imports/{old.Id()}")).ReadErrors(404, "registry.not-found");
        Assert.Equal(0, await Scalar($"SELECT count(*) FROM imports.import_batch WHERE import_id = '{old.Id()}'"));
        Assert.Single(await client.Rows(kept));
    }

    [Fact]
    public async Task A_cancelled_import_stops_and_keeps_what_it_has()
    {
        var file = ImportClient.Lines(Enumerable.Range(0, 20_000).Select(i => Documents.School().With("sourceId", $"cancel-{i}")));
        var import = await (await efs.Region74.Upload("resource=schools", file)).ReadJson(202);
        await Eventually.True(
            TimeSpan.FromSeconds(30),
            async () => (int)(await efs.Region74.GetJson($"/v1/imports/{import.Id()}"))["rowsDone"]! > 0,
            "the first rows"
        );
        await (await efs.Region74.DeleteAsync($"/v1/imports/{import.Id()}")).ReadJson(204);
        import = await efs.Region74.GetJson($"/v1/imports/{import.Id()}");
        Assert.Equal("cancelled", import.Text("state"));
        Assert.InRange((int)import["counts"]!["created"]!, 1, 19_999);
        var next = await efs.Region74.Import("resource=schools", ImportClient.Lines(Documents.School().With("sourceId", "after-cancel")));
        Assert.Equal("done created=1", next.Summary());
        Assert.Equal(
            (long)import["counts"]!["created"]!,
            await Scalar("SELECT count(*) FROM schools.school WHERE source_id LIKE 'cancel-%'")
        );
    }

    private async Task<JsonObject> Found(string resource, string sourceId) =>
        (await efs.Region74.GetJson($"/v1/{resource}?regionCode=74&sourceId={sourceId}"))["items"]!.AsArray().Single()!.AsObject();

    private async Task<string> Head() => (await efs.Region74.GetJson("/v1/changes/head")).Text("cursor");

    // Something that happens to a school with this key as it is inserted, until it is disposed.
    private async Task<IAsyncDisposable> Trouble(string key, string what)
    {
        await Run(
            $"CREATE FUNCTION schools.{key}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.source_id = '{key}' THEN {what}; "
                + $"END IF; RETURN NEW; END $$; CREATE TRIGGER {key} BEFORE INSERT ON schools.school FOR EACH ROW EXECUTE FUNCTION "
                + $"schools.{key}()"
        );
        return new Over(() => Run($"DROP TRIGGER {key} ON schools.school; DROP FUNCTION schools.{key}()"));

        async Task Run(string sql)
        {
            await using var command = efs.Owner.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed class Over(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end();
    }

    private async Task<long> Scalar(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
