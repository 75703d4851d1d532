using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Programs;

public sealed class CertificateTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Everything_said_of_a_certificate_is_read_back()
    {
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        var program = await efs.Region27.Create("/v1/programs", Documents.Program("27")); // of any region
        var document = (await Document())
            .With("sourceId", "certificate-74")
            .With("kind", "retraining_diploma")
            .With("hours", 250)
            .With("series", "АА")
            .With("number", "000001")
            .With("registrationNumber", "2024-17")
            .With("programId", program.Id())
            .With("startYear", 2023)
            .With("endYear", 2024)
            .With("funding", "budget")
            .With("provider", null)
            .With("providerInstituteId", institute.Id())
            .With("professionalArea", "Образование и наука")
            .With("specialtyGroup", "44.00.00")
            .With("qualificationName", "Учитель")
            .With("educationLevel", "higher")
            .With("diplomaSurname", "Петрова")
            .With("diplomaSeries", "ВСГ")
            .With("diplomaNumber", "0000001")
            .With("educationForm", "in_organisation")
            .With("lossConfirmed", true)
            .With("exchangeConfirmed", true)
            .With("destructionConfirmed", true)
            .With("status", "duplicate")
            .With(
                "original",
                new JsonObject
                {
                    ["documentName"] = "Диплом",
                    ["series"] = "АА",
                    ["number"] = "000000",
                    ["registrationNumber"] = "2023-1",
                    ["issuedOn"] = "2024-05-30",
                    ["lastName"] = "Петрова",
                    ["firstName"] = "Мария",
                    ["middleName"] = "Петровна",
                }
            );
        var made = await efs.Region74.Create("/v1/certificates", document);
        var read = await efs.Region74.GetJson($"/v1/certificates/{made.Id()}");
        foreach (var (member, value) in document)
            Assert.True(JsonNode.DeepEquals(value, read[member]), $"{member}: {read[member]}");
    }

    [Theory]
    [InlineData("upgrade_certificate", 15, false)]
    [InlineData("upgrade_certificate", 16, true)]
    [InlineData("retraining_diploma", 249, false)]
    [InlineData("retraining_diploma", 250, true)]
    public async Task A_certificate_is_given_for_no_less_than_its_kind_needs(string kind, int hours, bool isEnough)
    {
        var document = (await Document()).With("kind", kind).With("hours", hours);
        foreach (
            var response in new[]
            {
                await efs.Region74.SendJson("PUT", $"/v1/certificates/by-source/74/{kind}-{hours}", document),
                await efs.Region74.SendJson("POST", "/v1/certificates", document.With("number", $"{kind}-{hours}")),
            }
        )
            if (isEnough)
                await response.ReadJson(201);
            else
                Assert.Equal(["/hours too-short"], await response.ReadErrors(422, "certificates.too-short"));
    }

    [Theory]
    [InlineData("""{"provider":null}""", " exactly-one")]
    [InlineData("""{"providerInstituteId":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10"}""", " exactly-one")]
    [InlineData("""{"programTitle":null}""", "/programTitle required")]
    [InlineData("""{"issuedOn":"2099-01-01"}""", "/issuedOn in-future")]
    [InlineData("""{"startYear":2024,"endYear":2023}""", "/endYear date-order")]
    [InlineData("""{"startYear":2024,"endYear":2024}""", null)]
    [InlineData("""{"endYear":2025}""", "/issuedOn date-order")]
    [InlineData("""{"status":"original","original":{"number":"1"}}""", "/original not-with")]
    [InlineData("""{"status":"original","replacesId":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10"}""", "/replacesId not-with")]
    [InlineData("""{"status":"duplicate"}""", " exactly-one")]
    [InlineData("""{"status":"correction"}""", " exactly-one")]
    [InlineData("""{"status":"correction","original":{"number":"1"}}""", null)]
    [InlineData(
        """{"status":"correction","original":{"number":"1"},"replacesId":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10"}""",
        " exactly-one"
    )]
    [InlineData("""{"status":"duplicate","original":{"number":"1","issuedOn":"2024-05-31"}}""", "/issuedOn date-order")]
    [InlineData("""{"status":"duplicate","original":{"number":"1","issuedOn":"2024-05-30"}}""", null)]
    [InlineData("""{"status":"duplicate","original":{}}""", "/original/number required")]
    [InlineData("""{"kind":"diploma"}""", "/kind not-one-of")]
    [InlineData("""{"number":" "}""", "/number blank")]
    [InlineData("""{"number":"б/н"}""", "/number wrong-format")]
    [InlineData("""{"number":"без номера"}""", "/number wrong-format")]
    [InlineData("""{"number":"7,724E+11"}""", "/number lost-digits")]
    [InlineData("""{"number":"А-1/24"}""", null)]
    [InlineData("""{"diplomaNumber":"нет"}""", "/diplomaNumber wrong-format")]
    [InlineData("""{"status":"duplicate","original":{"number":"б/н"}}""", "/original/number wrong-format")]
    [InlineData("""{"sourceId":"7,724E+11"}""", "/sourceId lost-digits")]
    public async Task A_member_is_judged(string change, string? error)
    {
        var document = JsonNode
            .Parse(change)!
            .AsObject()
            .Aggregate(await Document(), (left, member) => left.With(member.Key, member.Value?.DeepClone()));
        var response = await efs.Region74.SendJson("POST", "/v1/certificates", document);
        if (error is null)
            await response.ReadJson(201);
        else
            Assert.Equal([error], await response.ReadErrors(400, "request.invalid"));
    }

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData(
        """{"registrationNumber":"other","hours":72,"issuedOn":"2024-06-30","provider":{"name":"ПЕДАГОГИЧЕСКИЙ УНИВЕРСИТЕТ"}}""",
        true
    )]
    [InlineData("""{"series":"АА"}""", false)]
    [InlineData("""{"number":"0000777"}""", false)]
    [InlineData("""{"kind":"retraining_diploma","hours":250}""", false)]
    [InlineData("""{"provider":{"name":"Другой университет"}}""", false)]
    [InlineData("""{"provider":{"name":"Педагогический университет","inn":"7707083893"}}""", false)]
    public async Task A_provider_gives_a_kind_series_and_number_once(string change, bool isSame)
    {
        var (path, number) = ("/v1/certificates", $"n-{change.Length}");
        await efs.Region74.Create(path, (await Document()).With("number", number));
        var other = JsonNode
            .Parse(change)!
            .AsObject()
            .Aggregate((await Document()).With("number", number), (left, member) => left.With(member.Key, member.Value?.DeepClone()));
        var second = isSame ? await efs.Region74.Create(path, other.With("number", $"{number}-2")) : null;
        foreach (
            var response in second is null
                ? [await efs.Region74.SendJson("POST", path, other)]
                : new[]
                {
                    await efs.Region74.SendJson("POST", path, other),
                    await efs.Region74.SendJson("PUT", $"{path}/by-source/74/{number}", other),
                    await efs.Region74.SendJson(
                        "PATCH",
                        $"{path}/{second.Id()}",
                        new JsonObject { ["number"] = number },
                        ("If-Match", "*")
                    ),
                }
        )
            if (isSame)
                Assert.Equal(["/number duplicate-number"], await response.ReadErrors(409, "certificates.duplicate-number"));
            else
                await response.ReadJson(201);

        var elsewhere = await efs.Region27.Create("/v1/educators", Documents.Educator("27"));
        await efs.Region27.Create(path, Documents.Certificate(elsewhere.Id(), "27").With("number", number));
    }

    [Fact]
    public async Task An_institute_and_an_outside_provider_known_by_their_numbers_give_one_document_once()
    {
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        JsonNode[] providers =
        [
            new JsonObject
            {
                ["provider"] = new JsonObject { ["name"] = "Университет", ["inn"] = "7707083893" },
            },
            new JsonObject { ["providerInstituteId"] = institute.Id() },
        ];
        foreach (var provider in providers)
        {
            var document = provider
                .AsObject()
                .Aggregate((await Document()).With("provider", null), (left, member) => left.With(member.Key, member.Value?.DeepClone()));
            await efs.Region74.Create("/v1/certificates", document);
            if (document["provider"] is not null)
                document = document.With("provider", new JsonObject { ["name"] = "Университет имени кого-то", ["inn"] = "7707083893" });
            await (await efs.Region74.SendJson("POST", "/v1/certificates", document)).ReadErrors(409, "certificates.duplicate-number");
        }
    }

    [Theory]
    [InlineData("POST", "/v1/certificates")]
    [InlineData("PUT", "/v1/certificates/by-source/74/at-once-{0}")]
    public async Task Of_many_who_register_one_document_at_once_exactly_one_does(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var document = await Document();
        var statuses = await Registries.Concurrently(
            16,
            async i =>
            {
                var response = await efs.Region74.SendJson(method, path.Replace("{0}", $"{i}", StringComparison.Ordinal), document);
                if ((int)response.StatusCode != 201)
                    await response.ReadErrors(409, "certificates.duplicate-number");
                return response;
            }
        );
        Assert.Equal([(201, 1), (409, 15)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
    }

    [Theory]
    [InlineData("duplicate")]
    [InlineData("correction")]
    public async Task A_replaced_certificate_counts_no_more_until_its_replacement_goes(string status)
    {
        var (first, replacement) = await Replaced(status);
        var read = await efs.Region74.GetJson($"/v1/certificates/{first.Id()}");
        Assert.Equal(replacement.Id(), read["replacedById"]!.GetValue<Guid>());
        Assert.Equal(1, read.Version());
        Assert.Equal([first.Id()], await Listed(first, "counts=false"));
        Assert.Equal([replacement.Id()], await Listed(first, "counts=true"));

        await (await efs.Region74.SendJson("DELETE", $"/v1/certificates/{first.Id()}", (string?)null, ("If-Match", "*"))).ReadErrors(
            409,
            "registry.in-use"
        );
        await (await efs.Region74.SendJson("DELETE", $"/v1/certificates/{replacement.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(
            204
        );
        Assert.False((await efs.Region74.GetJson($"/v1/certificates/{first.Id()}")).ContainsKey("replacedById"));
        Assert.Equal([first.Id()], await Listed(first, "counts=true"));
    }

    [Fact]
    public async Task A_certificate_is_replaced_once()
    {
        var (first, replacement) = await Replaced("duplicate");
        var second = Replacing(first, "correction");
        Assert.Equal(
            ["/replacesId replaced-already"],
            await (await efs.Region74.SendJson("POST", "/v1/certificates", second)).ReadErrors(409, "certificates.replaced-already")
        );
        await (await efs.Region74.SendJson("PUT", "/v1/certificates/by-source/74/replaced-once", second)).ReadErrors(
            409,
            "certificates.replaced-already"
        );
        await efs.Region74.Create("/v1/certificates", Replacing(replacement, "correction")); // the replacement itself may be replaced
    }

    [Fact]
    public async Task Of_many_who_replace_one_certificate_at_once_exactly_one_does()
    {
        var first = await efs.Region74.Create("/v1/certificates", await Document());
        var statuses = await Registries.Concurrently(
            16,
            async _ =>
            {
                var response = await efs.Region74.SendJson("POST", "/v1/certificates", Replacing(first, "duplicate"));
                if ((int)response.StatusCode != 201)
                    await response.ReadErrors(409, "certificates.replaced-already");
                return response;
            }
        );
        Assert.Equal([(201, 1), (409, 15)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
    }

    [Fact]
    public async Task A_certificate_does_not_replace_itself_directly_or_through_others()
    {
        var first = await (await efs.Region74.SendJson("PUT", "/v1/certificates/by-source/74/circle", await Document())).ReadJson(201);
        var chain = new List<JsonObject> { first };
        for (var i = 0; i < 4; i++)
            chain.Add(await efs.Region74.Create("/v1/certificates", Replacing(chain[^1], "duplicate")));
        foreach (var other in chain)
        {
            var closing = Replacing(other, "correction").With("number", first.Text("number")).With("sourceId", "circle");
            Assert.Equal(
                ["/replacesId replaces-itself"],
                await (await efs.Region74.SendJson("PUT", $"/v1/certificates/{first.Id()}", closing, ("If-Match", "*"))).ReadErrors(
                    422,
                    "certificates.replaces-itself"
                )
            );
            await (
                await efs.Region74.SendJson(
                    "PATCH",
                    $"/v1/certificates/{first.Id()}",
                    new JsonObject { ["status"] = "correction", ["replacesId"] = other.Id() },
                    ("If-Match", "*")
                )
            ).ReadErrors(422, "certificates.replaces-itself");
            await (await efs.Region74.SendJson("PUT", "/v1/certificates/by-source/74/circle", closing)).ReadErrors(
                422,
                "certificates.replaces-itself"
            );
        }
        Assert.Equal(1, (await efs.Region74.GetJson($"/v1/certificates/{first.Id()}")).Version());
    }

    [Fact]
    public async Task Two_replacements_that_close_a_circle_together_never_both_pass()
    {
        for (var round = 0; round < 20; round++)
        {
            var one = await efs.Region74.Create("/v1/certificates", await Document());
            var two = await efs.Region74.Create("/v1/certificates", (await Document()).With("educatorId", one.Text("educatorId")));
            var statuses = await Registries.Concurrently(
                2,
                i =>
                    efs.Region74.SendJson(
                        "PATCH",
                        $"/v1/certificates/{(i == 0 ? one : two).Id()}",
                        new JsonObject { ["status"] = "correction", ["replacesId"] = (i == 0 ? two : one).Id() },
                        ("If-Match", "*")
                    )
            );
            Assert.Equal([(200, 1), (422, 1)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        }
    }

    [Fact]
    public async Task A_certificate_replaces_only_one_of_the_same_educator()
    {
        var first = await efs.Region74.Create("/v1/certificates", await Document());
        var other = (await Document()).With("status", "duplicate").With("replacesId", first.Id());
        Assert.Equal(
            ["/replacesId unknown-replaced"],
            await (await efs.Region74.SendJson("POST", "/v1/certificates", other)).ReadErrors(422, "certificates.unknown-replaced")
        );
        await (await efs.Region74.SendJson("PUT", "/v1/certificates/by-source/74/of-another", other)).ReadErrors(
            422,
            "certificates.unknown-replaced"
        );

        var (replaced, replacement) = await Replaced("duplicate");
        Task<HttpResponseMessage> Move(JsonObject certificate) =>
            efs.Region74.SendJson(
                "PATCH",
                $"/v1/certificates/{certificate.Id()}",
                new JsonObject { ["educatorId"] = other["educatorId"]!.DeepClone() },
                ("If-Match", "*")
            );
        // Nor do the two part afterwards.
        Assert.Equal(["/educatorId immutable"], await (await Move(replaced)).ReadErrors(400, "request.invalid"));
        await (await Move(replacement)).ReadErrors(422, "certificates.unknown-replaced");
    }

    [Fact]
    public async Task Who_has_no_right_to_personal_data_finds_no_names_and_writes_none()
    {
        using var masked = await efs.Client("no-personal-data", ["programs:read", "programs:write"], "74");
        var original = new JsonObject { ["number"] = "000009", ["lastName"] = "Зебрафишская" };
        var certificate = await efs.Region74.Create(
            "/v1/certificates",
            (await Document())
                .With("status", "duplicate")
                .With("diplomaSurname", "Зебрафишская")
                .With("diplomaNumber", "7")
                .With("original", original)
        );
        var path = $"/v1/certificates/{certificate.Id()}";
        Assert.Equal("Зебрафишская", certificate.Text("diplomaSurname"));
        foreach (
            var seen in new[]
            {
                await masked.GetJson(path),
                (JsonObject)(await masked.GetJson($"/v1/certificates?educatorId={certificate.Text("educatorId")}"))["items"]![0]!,
            }
        )
            Assert.Empty(seen.Select(m => m.Key).Intersect(["diplomaSurname", "diplomaSeries", "diplomaNumber", "original"]));
        Assert.Equal(
            ["/diplomaSurname hidden-member"],
            await (await masked.SendJson("PATCH", path, new JsonObject { ["diplomaSurname"] = "Другая" }, ("If-Match", "*"))).ReadErrors(
                403,
                "access.scope"
            )
        );
        await (await masked.SendJson("PATCH", path, new JsonObject { ["hours"] = 40 }, ("If-Match", "*"))).ReadJson(200);
        Assert.Equal("Зебрафишская", (await efs.Region74.GetJson(path)).Text("diplomaSurname"));
        var read = (await efs.Administrator.GetJson($"/v1/audit?recordId={certificate.Text("educatorId")}"))["items"]!.AsArray();
        Assert.Contains(read, e => (string?)e!["operation"] == "GetCertificate" && (string?)e["client"] == "region-74");
        Assert.DoesNotContain(read, e => (string?)e!["client"] == "no-personal-data");
    }

    [Fact]
    public async Task A_replacement_is_not_issued_before_what_it_replaces()
    {
        var first = await efs.Region74.Create("/v1/certificates", await Document());
        var early = Replacing(first, "duplicate").With("issuedOn", "2024-05-29");
        Assert.Equal(
            ["/issuedOn date-order"],
            await (await efs.Region74.SendJson("POST", "/v1/certificates", early)).ReadErrors(400, "request.invalid")
        );
        await efs.Region74.Create("/v1/certificates", early.With("issuedOn", first.Text("issuedOn")));
    }

    [Theory]
    [InlineData("educatorId", "unknown-educator")]
    [InlineData("programId", "unknown-program")]
    [InlineData("providerInstituteId", "unknown-provider")]
    [InlineData("replacesId", "unknown-replaced")]
    public async Task A_certificate_refers_to_what_there_is(string member, string code)
    {
        var document = (await Document()).With(member, Guid.NewGuid());
        if (member == "providerInstituteId")
            document.Remove("provider");
        if (member == "replacesId")
            document["status"] = "duplicate";
        Assert.Equal(
            [$"/{member} {code}"],
            await (await efs.Region74.SendJson("POST", "/v1/certificates", document)).ReadErrors(422, $"certificates.{code}")
        );
    }

    private Task<JsonObject> Document() => efs.Region74.Document("certificates");

    private static JsonObject Replacing(JsonObject certificate, string status) =>
        Documents.Certificate(Guid.Parse(certificate.Text("educatorId"))).With("status", status).With("replacesId", certificate.Id());

    private async Task<(JsonObject First, JsonObject Replacement)> Replaced(string status)
    {
        var first = await efs.Region74.Create("/v1/certificates", await Document());
        return (first, await efs.Region74.Create("/v1/certificates", Replacing(first, status)));
    }

    private async Task<IEnumerable<Guid>> Listed(JsonObject certificate, string query) =>
        (await efs.Region74.GetJson($"/v1/certificates?educatorId={certificate.Text("educatorId")}&{query}"))["items"]!
            .AsArray()
            .Select(i => i!.AsObject().Id());
}
