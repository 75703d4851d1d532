using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>What reading and writing a record keeps, whichever registry it stands in.</summary>
public sealed partial class RegistryTests(EfsHost efs) : IClassFixture<EfsHost>
{
    public static TheoryData<string> All => [.. Registries.Names];

    [Fact]
    public async Task The_address_of_a_new_record_is_its_own_however_the_path_was_written()
    {
        foreach (var path in new[] { "/v1/schools/BY-SOURCE/74/%D1%82%D0%B5%D1%81%D1%82", "/v1/schools/by-source/74/cased/" })
        {
            var response = await efs.Region74.SendJson("PUT", path, Documents.School());
            Assert.Equal($"/v1/schools/{(await response.ReadJson(201)).Id()}", response.Headers.Location?.OriginalString);
        }
        var created = await efs.Region74.SendJson("POST", "/v1/schools/", Documents.School());
        Assert.Equal($"/v1/schools/{(await created.ReadJson(201)).Id()}", created.Headers.Location?.OriginalString);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_created_record_is_answered_whole_with_its_place_and_version(string registry)
    {
        var document = (await efs.Region74.Document(registry)).With("sourceId", $"hr-{Guid.NewGuid():N}");
        var response = await efs.Region74.SendJson("POST", $"/v1/{registry}", document);
        var record = await response.ReadJson(201);

        Assert.Equal($"/v1/{registry}/{record.Id()}", response.Headers.Location?.ToString());
        Assert.Equal("\"1\"", response.Tag());
        Assert.Equal(1, record.Version());
        Assert.Matches(Instant(), record.Text("createdAt"));
        Assert.Equal(record.Text("createdAt"), record.Text("updatedAt"));
        Assert.Equal('7', record.Text("id")[14]); // UUIDv7
        var fields = record.ToFields();
        foreach (var (member, value) in document)
            Assert.True(JsonNode.DeepEquals(value, fields[member]), $"{member}: {fields[member]}");
        Assert.True(JsonNode.DeepEquals(record, await efs.Region74.GetJson(response.Headers.Location!.ToString())));
    }

    public static TheoryData<string> ChangedByItself => [.. Registries.Names.Where(ChangesByItself)];

    public static TheoryData<string> ChangedByWriting => [.. Registries.Names.Where(registry => !ChangesByItself(registry))];

    private static bool ChangesByItself(string registry) => ResourceCatalogue.Get(registry).Record.IsAssignableTo(typeof(IChangesByItself));

    [Theory, MemberData(nameof(ChangedByItself))]
    public async Task A_record_that_changes_by_itself_is_always_sent(string registry)
    {
        var path = await Made(registry);
        var response = await efs.Region74.SendJson("GET", path, (string?)null, ("If-None-Match", "\"1\""));
        Assert.Equal(1, (await response.ReadJson(200)).Version());
        Assert.Equal("\"1\"", response.Tag());
    }

    [Theory, MemberData(nameof(ChangedByWriting))]
    public async Task A_record_that_the_client_has_already_is_not_sent_again(string registry)
    {
        var path = await Made(registry);
        Assert.Equal("\"1\"", (await efs.Region74.GetAsync(path)).Tag());
        foreach (var known in new[] { "\"1\"", "W/\"1\"", "\"7\", \"1\"", "*" })
        {
            var response = await efs.Region74.SendJson("GET", path, (string?)null, ("If-None-Match", known));
            Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
            Assert.Equal("\"1\"", response.Tag());
            Assert.Equal("", await response.Body());
        }
        await (await efs.Region74.SendJson("GET", path, (string?)null, ("If-None-Match", "\"2\""))).ReadJson(200);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_change_must_say_which_version_it_changes(string registry)
    {
        var path = await Made(registry);
        var document = await efs.Region74.Document(registry);
        foreach (var (method, body) in new[] { ("PUT", (JsonNode?)document), ("PATCH", Registries.Change(registry, 1)), ("DELETE", null) })
        {
            await (await efs.Region74.SendJson(method, path, body)).ReadErrors(428, "registry.needs-version");
            foreach (var old in new[] { "\"2\"", "\"0\"", "1", "nonsense" })
            {
                var response = await efs.Region74.SendJson(method, path, body, ("If-Match", old));
                await response.ReadErrors(412, "registry.stale");
                Assert.Equal("\"1\"", response.Tag());
            }
        }
        Assert.Equal(1, (await efs.Region74.GetJson(path)).Version());
        await (await efs.Region74.SendJson("PATCH", path, Registries.Change(registry, 1), ("If-Match", "\"1\""))).ReadJson(200);
        await (await efs.Region74.SendJson("PATCH", path, Registries.Change(registry, 2), ("If-Match", "*"))).ReadJson(200);
        await (await efs.Region74.SendJson("DELETE", path, (string?)null, ("If-Match", "*"))).ReadJson(204);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_document_may_name_records_by_the_keys_of_their_owner(string registry)
    {
        var sourceId = $"hr-{Guid.NewGuid():N}";
        var byId = (await efs.Region74.Document(registry)).With("sourceId", sourceId);
        var byKey = JsonNode.Parse(byId.ToJsonString())!.AsObject();
        var references = await efs.Region74.NameByKey(Schema.For(ResourceCatalogue.Get(registry).Record.BaseType!), byKey, "");
        var path = $"/v1/{registry}/by-source/74/{sourceId}";

        var record = await (await efs.Region74.SendJson("PUT", path, byKey)).ReadJson(201);
        var fields = record.ToFields();
        foreach (var (member, value) in byId)
            Assert.True(JsonNode.DeepEquals(value, fields[member]), $"{member}: {fields[member]}");
        foreach (
            var (method, address, document) in new[]
            {
                ("PUT", path, byKey),
                ("PUT", $"/v1/{registry}/{record.Id()}", byKey),
                ("PATCH", $"/v1/{registry}/{record.Id()}", byKey),
            }
        )
            Assert.Equal(1, (await (await efs.Region74.SendJson(method, address, document, ("If-Match", "*"))).ReadJson(200)).Version());

        foreach (var reference in references.Where(r => r.Count(c => c == '/') == 1))
        {
            var wrong = byKey.DeepClone().AsObject().With(reference[1..], "source:nobody").With("sourceId", "hr-nobody");
            var errors = await (await efs.Region74.SendJson("POST", $"/v1/{registry}", wrong)).ReadErrors(400, "request.invalid");
            Assert.Equal([$"{reference} unknown-source"], errors);
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_dry_run_answers_as_the_write_and_stores_nothing(string registry)
    {
        var path = await Made(registry);
        var before = await efs.Region74.GetJson(path);
        var sourceId = $"dry-{Guid.NewGuid():N}";
        var document = (await efs.Region74.Document(registry)).With("sourceId", sourceId);
        var start = (await efs.Region74.GetJson("/v1/changes/head")).Text("cursor");

        var created = await efs.Region74.SendJson("POST", $"/v1/{registry}?dryRun=true", document, ("Idempotency-Key", sourceId));
        Assert.Equal(sourceId, (await created.ReadJson(201)).Text("sourceId"));
        await (await efs.Region74.SendJson("PUT", $"/v1/{registry}/by-source/74/{sourceId}?dryRun=true", document)).ReadJson(201);
        var change = Registries.Change(registry, 3);
        var changed = await efs.Region74.SendJson("PATCH", $"{path}?dryRun=true", change, ("If-Match", "*"));
        Assert.Equal(2, (await changed.ReadJson(200)).Version());
        await (await efs.Region74.SendJson("DELETE", $"{path}?dryRun=true", (string?)null, ("If-Match", "*"))).ReadJson(204);
        var wrong = document.With("regionCode", "00");
        await (await efs.Region74.SendJson("POST", $"/v1/{registry}?dryRun=true", wrong)).ReadErrors(400, "request.invalid");

        Assert.Equal(before.ToJsonString(), (await efs.Region74.GetJson(path)).ToJsonString());
        Assert.Empty((await efs.Region74.GetJson($"/v1/{registry}?sourceId={sourceId}"))["items"]!.AsArray());
        Assert.Empty((await efs.Region74.GetJson($"/v1/changes?after={start}"))["items"]!.AsArray());
        // The key was not used up.
        await (await efs.Region74.SendJson("POST", $"/v1/{registry}", document, ("Idempotency-Key", sourceId))).ReadJson(201);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_key_that_is_taken_names_the_record_that_has_it(string registry)
    {
        var first = (await efs.Region74.Document(registry)).With("sourceId", $"taken-{registry}");
        var second = (await efs.Region74.Document(registry)).With("sourceId", $"free-{registry}");
        var (taken, free) = (await efs.Region74.Create($"/v1/{registry}", first), await efs.Region74.Create($"/v1/{registry}", second));
        foreach (
            var (method, path, document) in new[]
            {
                ("POST", $"/v1/{registry}", (await efs.Region74.Document(registry)).With("sourceId", $"taken-{registry}")),
                ("PUT", $"/v1/{registry}/{free.Id()}", second.With("sourceId", $"taken-{registry}")),
            }
        )
        {
            var response =
                method == "POST"
                    ? await efs.Region74.SendJson(method, path, document)
                    : await efs.Region74.SendJson(method, path, document, ("If-Match", "*"));
            Assert.Equal(409, (int)response.StatusCode);
            Assert.Equal(taken.Id().ToString(), (await response.Json()).Text("recordId"));
        }
    }

    public static TheoryData<string> WithNaturalKey => [.. ResourceCatalogue.All.Where(r => r.NaturalKey.Count > 0).Select(r => r.Name)];

    [Theory, MemberData(nameof(WithNaturalKey))]
    public async Task A_natural_key_that_is_taken_names_the_record_that_has_it(string registry)
    {
        var document = await efs.Region74.Document(registry);
        var taken = await efs.Region74.Create($"/v1/{registry}", document.With("sourceId", $"natural-{registry}"));
        var response = await efs.Region74.SendJson("POST", $"/v1/{registry}", document.With("sourceId", $"other-{registry}"));
        Assert.Equal(409, (int)response.StatusCode);
        Assert.Equal(taken.Id().ToString(), (await response.Json()).Text("recordId"));
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_replaced_record_is_exactly_the_new_document(string registry)
    {
        var document = (await efs.Region74.Document(registry)).With("sourceId", $"hr-{Guid.NewGuid():N}");
        var before = await efs.Region74.Create($"/v1/{registry}", document);
        var next = document.With(Registries.OptionalOf(registry), null).WithChange(registry, 1).WithName(registry, "Новое имя");
        var response = await efs.Region74.SendJson("PUT", $"/v1/{registry}/{before.Id()}", next, ("If-Match", "\"1\""));
        var after = await response.ReadJson(200);

        Assert.Equal("\"2\"", response.Tag());
        Assert.True(JsonNode.DeepEquals(Sorted(Filled(next, before.ToFields())), Sorted(after.ToFields())), after.ToJsonString());
        Assert.Equal(before.Text("createdAt"), after.Text("createdAt"));
        Assert.True(string.CompareOrdinal(after.Text("updatedAt"), before.Text("updatedAt")) > 0);
        Assert.True(JsonNode.DeepEquals(after, await efs.Region74.GetJson($"/v1/{registry}/{before.Id()}")));
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_same_document_again_changes_nothing(string registry)
    {
        var document = await efs.Region74.Document(registry);
        if (registry == "trajectories")
            document["steps"] = new JsonArray(
                Documents.Step("1"),
                Documents
                    .Step("2", kind: "community")
                    .With("competences", new JsonArray("methodical_assessment"))
                    .With("dueOn", "2025-01-31")
            );
        if (registry == "educators")
        {
            var school = await efs.Region74.Create("/v1/schools", Documents.School());
            document["employments"] = new JsonArray(Documents.Employment(school.Id()));
            document["categories"] = new JsonArray(new JsonObject { ["kind"] = "first", ["grantedOn"] = "2024-03-28" });
        }
        var before = await efs.Region74.Create($"/v1/{registry}", document);
        var path = $"/v1/{registry}/{before.Id()}";

        foreach (var sent in new[] { document, before.ToFields() })
        {
            var response = await efs.Region74.SendJson("PUT", path, sent, ("If-Match", "\"1\""));
            Assert.True(JsonNode.DeepEquals(before, await response.ReadJson(200)));
            Assert.Equal("\"1\"", response.Tag());
        }
        Assert.True(
            JsonNode.DeepEquals(before, await (await efs.Region74.SendJson("PATCH", path, "{}", ("If-Match", "\"1\""))).ReadJson(200))
        );
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_patch_changes_what_it_names_and_nothing_else(string registry)
    {
        var before = await efs.Region74.Create($"/v1/{registry}", (await efs.Region74.Document(registry)).WithChange(registry, 1));
        var (patch, optional) = (Registries.Change(registry, 2), Registries.OptionalOf(registry));
        patch[optional] = null;
        var response = await efs.Region74.SendJson("PATCH", $"/v1/{registry}/{before.Id()}", patch, ("If-Match", "\"1\""));
        var after = await response.ReadJson(200);
        Assert.Equal("\"2\"", response.Tag());
        Assert.True(
            JsonNode.DeepEquals(Sorted(before.ToFields().With(optional, null).WithChange(registry, 2)), Sorted(after.ToFields())),
            after.ToJsonString()
        );
        Assert.True(JsonNode.DeepEquals(after, await efs.Region74.GetJson($"/v1/{registry}/{before.Id()}")));
    }

    [Fact]
    public async Task A_patch_replaces_arrays_and_merges_objects()
    {
        var school = await efs.Region74.Create("/v1/schools", Documents.School());
        var patched = await (
            await efs.Region74.SendJson("PATCH", $"/v1/schools/{school.Id()}", """{"levels":["soo"]}""", ("If-Match", "*"))
        ).ReadJson(200);
        Assert.Equal("""["soo"]""", patched["levels"]!.ToJsonString());

        var consent = new JsonObject
        {
            ["kind"] = "consent",
            ["documentDate"] = "2024-01-10",
            ["documentNumber"] = "17",
            ["documentVersion"] = "2",
        };
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator().With("legalBasis", consent));
        var withdrawn = await (
            await efs.Region74.SendJson(
                "PATCH",
                $"/v1/educators/{educator.Id()}",
                """{"legalBasis":{"documentNumber":"18","withdrawnOn":"2024-02-01"}}""",
                ("If-Match", "*")
            )
        ).ReadJson(200);
        Assert.True(
            JsonNode.DeepEquals(
                Sorted(consent.With("documentNumber", "18").With("withdrawnOn", "2024-02-01")),
                Sorted(withdrawn["legalBasis"]!.AsObject())
            )
        );
        var kept = await (
            await efs.Region74.SendJson(
                "PATCH",
                $"/v1/educators/{educator.Id()}",
                """{"legalBasis":{"withdrawnOn":null}}""",
                ("If-Match", "*")
            )
        ).ReadJson(200);
        Assert.Null(kept["legalBasis"]!["withdrawnOn"]);
    }

    [Theory]
    [InlineData("institutes", """{"fullName":null}""", "/fullName required")]
    [InlineData("institutes", """{"kind":"circus","inn":"7707083894"}""", "/inn inn-checksum", "/kind not-one-of")]
    [InlineData("schools", """{"levels":["noo","noo"],"isRural":null}""", "/isRural required", "/levels repeated-item")]
    [InlineData("schools", """{"foundedOn":"2020-01-01","closedOn":"2019-01-01"}""", "/closedOn date-order")]
    [InlineData("schools", """{"colour":"green"}""", "/colour unknown-member")]
    [InlineData("schools", """{"id":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10"}""", "/id unknown-member")]
    [InlineData("educators", """{"legalBasis":{"kind":null}}""", "/legalBasis/kind required")]
    [InlineData("educators", """{"legalBasis":null,"snils":"112-233-445 96"}""", "/legalBasis required", "/snils snils-checksum")]
    [InlineData(
        "educators",
        """{"employments":[{"rate":9}]}""",
        "/employments/0/isMain required",
        "/employments/0/positionCode required",
        "/employments/0/rate out-of-range",
        "/employments/0/since required"
    )]
    [InlineData("schools", "[]", " wrong-type")]
    [InlineData("schools", "null", " wrong-type")]
    [InlineData("schools", "\"x\"", " wrong-type")]
    public async Task A_patch_with_a_wrong_result_is_refused_with_all_its_faults(string registry, string patch, params string[] errors)
    {
        var path = await Made(registry);
        Assert.Equal(
            errors,
            (await (await efs.Region74.SendJson("PATCH", path, patch, ("If-Match", "*"))).ReadErrors(400, "request.invalid")).Order()
        );
        Assert.Equal(1, (await efs.Region74.GetJson(path)).Version());
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_record_stays_in_its_region(string registry)
    {
        using var two = await efs.Client($"two-{registry}", EfsHost.WholeRegion, "27", "74");
        var path = await Made(registry);
        var response = await two.SendJson("PUT", path, await two.Document(registry, "27"), ("If-Match", "*"));
        Assert.Equal(["/regionCode immutable"], await response.ReadErrors(400, "request.invalid"));
        response = await two.SendJson("PATCH", path, """{"regionCode":"27"}""", ("If-Match", "*"));
        Assert.Equal(["/regionCode immutable"], await response.ReadErrors(400, "request.invalid"));
        Assert.Equal("74", (await efs.Region74.GetJson(path)).Text("regionCode"));
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_deleted_record_is_gone(string registry)
    {
        var path = await Made(registry);
        var response = await efs.Region74.SendJson("DELETE", path, (string?)null, ("If-Match", "\"1\""));
        await response.ReadJson(204);
        await (await efs.Region74.GetAsync(path)).ReadErrors(404, "registry.not-found");
        await (await efs.Region74.SendJson("DELETE", path, (string?)null, ("If-Match", "*"))).ReadErrors(404, "registry.not-found");
        await (await efs.Region74.SendJson("PUT", path, await efs.Region74.Document(registry), ("If-Match", "*"))).ReadErrors(
            404,
            "registry.not-found"
        );
        await (await efs.Region74.SendJson("PATCH", path, "{}", ("If-Match", "*"))).ReadErrors(404, "registry.not-found");
    }

    /// <summary>A registry, one that refers to it, and the member by which it does.</summary>
    public static IEnumerable<object[]> References =>
        Registries
            .References.Select(r => new object[] { r.Resource, r.Registry, r.Member })
            .Concat([
                ["schools", "educators", "schoolId"],
                ["institutes", "educators", "instituteId"],
            ]);

    [Theory, MemberData(nameof(References))]
    public async Task A_record_that_others_point_at_is_not_deleted(string registry, string other, string member)
    {
        var target = await efs.Region74.Create($"/v1/{registry}", await efs.Region74.Document(registry));
        var pointing =
            other == "educators"
                ? Documents
                    .Educator()
                    .With("employments", new JsonArray(Documents.Employment(Guid.Empty).With("schoolId", null).With(member, target.Id())))
                : (await efs.Region74.Document(other)).WithReference(member, target.Id());
        if (member is "diagnosticId" or "replacesId")
            pointing["educatorId"] = target.Text("educatorId");
        var made = await efs.Region74.Create($"/v1/{other}", pointing);

        var response = await efs.Region74.SendJson("DELETE", $"/v1/{registry}/{target.Id()}", (string?)null, ("If-Match", "*"));
        await response.ReadErrors(409, "registry.in-use");
        Assert.Equal($"На неё ссылаются записи реестра {other}", (await response.Json()).Text("detail"));
        await efs.Region74.GetJson($"/v1/{registry}/{target.Id()}");

        await (await efs.Region74.SendJson("DELETE", $"/v1/{other}/{made.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);
        await (await efs.Region74.SendJson("DELETE", $"/v1/{registry}/{target.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_owners_key_creates_once_then_replaces_only_what_differs(string registry)
    {
        var sourceId = $"ключ {Guid.NewGuid():N} №1+2%";
        var path = $"/v1/{registry}/by-source/74/{Uri.EscapeDataString(sourceId)}";
        var document = await efs.Region74.Document(registry);

        var response = await efs.Region74.SendJson("PUT", path, document);
        var first = await response.ReadJson(201);
        Assert.Equal($"/v1/{registry}/{first.Id()}", response.Headers.Location?.ToString());
        Assert.Equal("\"1\"", response.Tag());
        Assert.Equal(sourceId, first.Text("sourceId"));

        foreach (var again in new[] { document, document.With("sourceId", sourceId), first.ToFields() })
        {
            response = await efs.Region74.SendJson("PUT", path, again);
            Assert.True(JsonNode.DeepEquals(first, await response.ReadJson(200)));
            Assert.Equal("\"1\"", response.Tag());
        }

        response = await efs.Region74.SendJson("PUT", path, document.WithChange(registry, 1));
        var changed = await response.ReadJson(200);
        Assert.Equal("\"2\"", response.Tag());
        Assert.Equal(first.Id(), changed.Id());
        var free = Registries.FreeOf(registry);
        Assert.True(JsonNode.DeepEquals(first.WithChange(registry, 1)[free], changed[free]), changed.ToJsonString());
        Assert.Equal(first.Text("createdAt"), changed.Text("createdAt"));
        Assert.True(JsonNode.DeepEquals(changed, await efs.Region74.GetJson($"/v1/{registry}/{first.Id()}")));
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_path_and_the_body_of_a_key_must_agree(string registry)
    {
        using var two = await efs.Client($"agree-{registry}", EfsHost.WholeRegion, "27", "74");
        var response = await two.SendJson(
            "PUT",
            $"/v1/{registry}/by-source/74/a",
            (await two.Document(registry, "27")).With("sourceId", "b")
        );
        Assert.Equal(["/regionCode differs-from-path", "/sourceId differs-from-path"], await response.ReadErrors(400, "request.invalid"));
        response = await two.SendJson("PUT", $"/v1/{registry}/by-source/99/a", await two.Document(registry));
        Assert.Contains("regionCode unknown-region", await response.ReadErrors(400, "request.invalid"));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Two_records_of_a_region_have_different_keys(string registry)
    {
        var document = (await efs.Region74.Document(registry)).With("sourceId", $"hr-{Guid.NewGuid():N}");
        await efs.Region74.Create($"/v1/{registry}", document);
        var other = await efs.Region74.Document(registry);
        Assert.Equal(
            ["/sourceId duplicate-source-id"],
            await (await efs.Region74.SendJson("POST", $"/v1/{registry}", other.With("sourceId", document.Text("sourceId")))).ReadErrors(
                409,
                $"{registry}.duplicate-source-id"
            )
        );
        var second = await efs.Region74.Create($"/v1/{registry}", other);
        Assert.Equal(
            ["/sourceId duplicate-source-id"],
            await (
                await efs.Region74.SendJson(
                    "PATCH",
                    $"/v1/{registry}/{second.Id()}",
                    new JsonObject { ["sourceId"] = document.Text("sourceId") },
                    ("If-Match", "*")
                )
            ).ReadErrors(409, $"{registry}.duplicate-source-id")
        );
        await efs.Region27.Create(
            $"/v1/{registry}",
            (await efs.Region27.Document(registry, "27")).With("sourceId", document.Text("sourceId"))
        );
    }

    private async Task<string> Made(string registry) =>
        $"/v1/{registry}/{(await efs.Region74.Create($"/v1/{registry}", await efs.Region74.Document(registry))).Id()}";

    // Lists and answers to a yes or no stand in every record, empty lists and noes too.
    private static JsonObject Filled(JsonObject document, JsonObject record) =>
        record
            .Where(m => (m.Value is JsonArray { Count: 0 } || m.Value?.ToJsonString() == "false") && !document.ContainsKey(m.Key))
            .Aggregate(document, (left, member) => left.With(member.Key, member.Value!.DeepClone()));

    private static JsonObject Sorted(JsonObject document) =>
        new(document.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));

    [GeneratedRegex("^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]{1,6})?Z$")]
    private static partial Regex Instant();
}
