using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

public sealed class InstrumentTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory] // code from, the threshold marked with !
    [InlineData("low 0 basic 60! high 85")]
    [InlineData("low 0 high 0.01!")]
    [InlineData("low 0 high 100!")]
    [InlineData("low 0 basic 60 high 85", "/levels scale-threshold")]
    [InlineData("low 0! basic 60 high 85", "/levels scale-threshold")]
    [InlineData("low 0 basic 60! high 85!", "/levels scale-threshold")]
    [InlineData("low 0! basic 60!", "/levels scale-threshold")]
    [InlineData("low 1 basic 60!", "/levels scale-start")]
    [InlineData("basic 60! low 0", "/levels scale-start", "/levels scale-threshold", "/levels/1/from scale-order")]
    [InlineData("low 0 basic 60! high 60", "/levels/2/from scale-order")]
    [InlineData("low 0 high 85 basic 60!", "/levels/2/from scale-order")]
    [InlineData("low 0 basic 33.333!", "/levels/1/from two-digits")]
    [InlineData("low 0 basic 33.330!")]
    [InlineData("low 0 basic 100.01!", "/levels/1/from out-of-range")]
    [InlineData("low 0 low 60!", "/levels/1/code repeated-item")]
    [InlineData("low 0", "/levels scale-threshold")]
    [InlineData("", "/levels scale-start", "/levels scale-threshold")]
    public async Task A_scale_rises_from_nothing_over_one_threshold(string scale, params string[] errors)
    {
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(errors);
        var levels = scale
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Chunk(2)
            .Select(l =>
                (JsonNode)
                    Documents.Level(
                        l[0],
                        decimal.Parse(l[1].TrimEnd('!'), System.Globalization.CultureInfo.InvariantCulture),
                        l[1].EndsWith('!')
                    )
            );
        var response = await efs.Region74.SendJson(
            "POST",
            "/v1/instruments",
            Documents.Instrument().With("levels", new JsonArray([.. levels]))
        );
        if (errors.Length == 0)
            await response.ReadJson(201);
        else
            Assert.Equal(errors, (await response.ReadErrors(400, "request.invalid")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"competences":[]}""", "/competences required")]
    [InlineData(
        """{"competences":[{"competenceCode":"methodical_assessment","maxScore":1},"""
            + """{"competenceCode":"methodical_assessment","maxScore":2}]}""",
        "/competences/1/competenceCode repeated-item"
    )]
    [InlineData(
        """{"competences":[{"competenceCode":"cooking","maxScore":0}]}""",
        "/competences/0/competenceCode unknown-code",
        "/competences/0/maxScore out-of-range"
    )]
    [InlineData(
        """{"code":"Матем 2024","edition":0,"method":"guess"}""",
        "/code wrong-format",
        "/edition out-of-range",
        "/method not-one-of"
    )]
    [InlineData("""{"validFrom":"2024-09-02","validTo":"2024-09-01"}""", "/validTo date-order")]
    public async Task A_member_is_judged(string change, params string[] errors)
    {
        var document = Documents.Instrument();
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document[member] = value?.DeepClone();
        Assert.Equal(
            errors,
            (await (await efs.Region74.SendJson("POST", "/v1/instruments", document)).ReadErrors(400, "request.invalid")).Order()
        );
    }

    [Fact]
    public async Task An_edition_is_known_by_its_code_and_number()
    {
        var document = Documents.Instrument();
        await efs.Region74.Create("/v1/instruments", document);
        Assert.Equal(
            ["/edition duplicate-edition"],
            await (await efs.Region74.SendJson("POST", "/v1/instruments", document.With("title", "Другой"))).ReadErrors(
                409,
                "instruments.duplicate-edition"
            )
        );
        await (await efs.Region74.SendJson("PUT", "/v1/instruments/by-source/74/same-edition", document)).ReadErrors(
            409,
            "instruments.duplicate-edition"
        );
        await efs.Region74.Create("/v1/instruments", document.With("edition", 2));
        await efs.Region27.Create("/v1/instruments", document.With("regionCode", "27"));
        Assert.Equal(3, (await efs.Region74.GetJson($"/v1/instruments?code={document.Text("code")}"))["items"]!.AsArray().Count);
    }

    [Theory] // what is changed, and whether it may be once the edition is used
    [InlineData("""{"title":"Иначе"}""", true)]
    [InlineData("""{"sourceId":"another"}""", true)]
    [InlineData("""{"validFrom":"2024-01-01","validTo":"2025-12-31"}""", true)]
    [InlineData("""{"code":"other"}""", false)]
    [InlineData("""{"edition":7}""", false)]
    [InlineData("""{"method":"expert"}""", false)]
    [InlineData("""{"competences":[{"competenceCode":"subject_mathematics","maxScore":21}]}""", false)]
    [InlineData(
        """{"competences":[{"competenceCode":"subject_mathematics","maxScore":20},"""
            + """{"competenceCode":"methodical_assessment","maxScore":20}]}""",
        false
    )]
    [InlineData(
        """{"levels":[{"code":"low","title":"low","from":0},{"code":"basic","title":"basic","from":59,"isDeficitThreshold":true},"""
            + """{"code":"high","title":"high","from":85}]}""",
        false
    )]
    [InlineData(
        """{"levels":[{"code":"low","title":"low","from":0},{"code":"basic","title":"basic","from":60},"""
            + """{"code":"high","title":"high","from":85,"isDeficitThreshold":true}]}""",
        false
    )]
    [InlineData("""{"title":"Иначе","edition":7}""", false)]
    public async Task Once_used_an_edition_is_closed_or_renamed_but_measures_the_same(string change, bool isAllowed)
    {
        foreach (var isUsed in new[] { false, true })
        {
            var document = Documents.Instrument("74", "subject_mathematics").With("sourceId", $"{Guid.NewGuid()}");
            var made = await efs.Region74.Create("/v1/instruments", document);
            if (isUsed)
                await Take(made.Id(), "2024-09-10", 12);
            Assert.Equal(isUsed, (bool)(await efs.Region74.GetJson($"/v1/instruments/{made.Id()}"))["isUsed"]!);
            var patch = JsonNode.Parse(change)!.AsObject();
            if (patch.ContainsKey("sourceId"))
                patch["sourceId"] = $"{Guid.NewGuid()}";
            if (patch.ContainsKey("code"))
                patch["code"] = $"other-{isUsed}".ToLowerInvariant();
            var changed = patch.Aggregate(document, (left, member) => left.With(member.Key, member.Value?.DeepClone()));
            (string, string, JsonObject)[] ways =
            [
                ("PATCH", $"/v1/instruments/{made.Id()}", patch),
                ("PUT", $"/v1/instruments/{made.Id()}", changed),
                ("PUT", $"/v1/instruments/by-source/74/{document.Text("sourceId")}", changed),
            ];
            foreach (var (method, path, body) in patch.ContainsKey("sourceId") ? ways[..2] : ways)
            {
                var response = await efs.Region74.SendJson(method, path, body, ("If-Match", "*"));
                if (isAllowed || !isUsed)
                    Assert.Equal(2, (await response.ReadJson(200)).Version());
                else
                    await response.ReadErrors(422, "instruments.used");
            }
        }
    }

    [Fact]
    public async Task Another_region_uses_an_instrument_but_does_not_change_it()
    {
        var made = await efs.Region74.Create("/v1/instruments", Documents.Instrument("74", "subject_mathematics"));
        await (await efs.Region27.SendJson("PATCH", $"/v1/instruments/{made.Id()}", """{"title":"Наш"}""", ("If-Match", "*"))).ReadErrors(
            403,
            "access.region"
        );
        var diagnostic = await efs.Region27.Create(
            "/v1/diagnostics",
            Documents
                .Diagnostic(await efs.Region27.Educator("27"), made.Id(), "primary", "2024-09-10", ("subject_mathematics", 12))
                .With("regionCode", "27")
        );
        Assert.True((bool)(await efs.Region27.GetJson($"/v1/instruments/{made.Id()}"))["isUsed"]!);
        await (await efs.Region74.SendJson("DELETE", $"/v1/instruments/{made.Id()}", (string?)null, ("If-Match", "*"))).ReadErrors(
            409,
            "registry.in-use"
        );

        // Used is what diagnostics that stand were made by: one that is deleted freezes nothing.
        await (await efs.Region27.SendJson("DELETE", $"/v1/diagnostics/{diagnostic.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);
        Assert.False((bool)(await efs.Region74.GetJson($"/v1/instruments/{made.Id()}"))["isUsed"]!);
        await (await efs.Region74.SendJson("PATCH", $"/v1/instruments/{made.Id()}", """{"edition":9}""", ("If-Match", "*"))).ReadJson(200);
    }

    [Fact]
    public async Task Nothing_is_measured_by_a_scale_that_is_changed_at_the_same_time()
    {
        for (var round = 0; round < 8; round++)
        {
            var instrument = (await efs.Region74.Create("/v1/instruments", Documents.Instrument("74", "subject_mathematics"))).Id();
            var educators = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => efs.Region74.Educator()));
            var statuses = await Registries.Concurrently(
                12,
                i =>
                    i % 2 == 0
                        ? efs.Region74.SendJson(
                            "POST",
                            "/v1/diagnostics",
                            Documents.Diagnostic(educators[i / 2], instrument, "primary", "2024-09-10", ("subject_mathematics", 12))
                        )
                        : efs.Region74.SendJson(
                            "PATCH",
                            $"/v1/instruments/{instrument}",
                            new JsonObject
                            {
                                ["competences"] = new JsonArray(
                                    new JsonObject { ["competenceCode"] = "subject_mathematics", ["maxScore"] = 20 + i }
                                ),
                            },
                            ("If-Match", "*")
                        )
            );
            Assert.Equal((6, 6), (statuses[201], statuses.GetValueOrDefault(200) + statuses.GetValueOrDefault(422)));
            var maxScore = (await efs.Region74.GetJson($"/v1/instruments/{instrument}"))["competences"]![0]![
                "maxScore"
            ]!.GetValue<decimal>();
            foreach (var educator in educators)
                Assert.Equal(
                    maxScore,
                    (await efs.Region74.GetJson($"/v1/diagnostics?educatorId={educator}"))["items"]![0]!["results"]![0]![
                        "maxScore"
                    ]!.GetValue<decimal>()
                );
        }
    }

    private async Task Take(Guid instrument, string on, decimal score) =>
        await efs.Region74.Diagnostic(await efs.Region74.Educator(), instrument, "primary", on, ("subject_mathematics", score));
}
