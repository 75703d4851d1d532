using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>What is wrong with a request is said whole, in the caller's language, and always as a problem.</summary>
public sealed class RequestTests(EfsHost efs) : IClassFixture<EfsHost>
{
    public static TheoryData<string> All => [.. Registries.Names];

    [Theory, MemberData(nameof(All))]
    public async Task An_unknown_member_is_named(string registry)
    {
        var document = (await efs.Region74.Document(registry)).With("fulName", "x").With("a/b~c", 1);
        foreach (var (method, path) in new[] { ("POST", ""), ("PUT", $"/{Guid.NewGuid()}"), ("PUT", "/by-source/74/k") })
            Assert.Equal(
                ["/a~1b~0c unknown-member", "/fulName unknown-member"],
                (await (await efs.Region74.SendJson(method, $"/v1/{registry}{path}", document)).ReadErrors(400, "request.invalid")).Order()
            );
    }

    [Fact]
    public async Task An_unknown_member_of_an_inner_object_is_named()
    {
        var document = Documents.Educator().With("employments", new JsonArray(Documents.Employment(Guid.NewGuid()).With("salary", 1)));
        document["legalBasis"]!["number"] = "1";
        Assert.Equal(
            ["/employments/0/salary unknown-member", "/legalBasis/number unknown-member"],
            (await (await efs.Region74.SendJson("POST", "/v1/educators", document)).ReadErrors(400, "request.invalid")).Order()
        );
    }

    [Theory]
    [InlineData("GET", "/v1/{0}?colour=red&Limit=5", "Limit unknown-parameter", "colour unknown-parameter")]
    [InlineData("GET", "/v1/{0}?limit=5&limit=6&regionCode=99", "limit duplicate-parameter", "regionCode unknown-region")]
    [InlineData("GET", "/v1/{0}/019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10?expand=all", "expand unknown-parameter")]
    [InlineData("GET", "/v1/{0}/17", "id wrong-type")]
    [InlineData("POST", "/v1/{0}?draft=true", "draft unknown-parameter")]
    [InlineData("DELETE", "/v1/{0}/019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10?force=true", "force unknown-parameter")]
    public async Task A_wrong_parameter_is_named(string method, string path, params string[] errors)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach (var registry in Registries.Names)
            Assert.Equal(
                errors,
                (
                    await (
                        await efs.Region74.SendJson(
                            method,
                            path.Replace("{0}", registry, StringComparison.Ordinal),
                            method == "POST" ? await efs.Region74.Document(registry) : null
                        )
                    ).ReadErrors(400, "request.invalid")
                )
                    .Distinct()
                    .Order(StringComparer.Ordinal)
            );
    }

    [Fact]
    public async Task All_faults_are_told_at_once_and_no_value_is_repeated()
    {
        var document = new JsonObject
        {
            ["regionCode"] = "98",
            ["lastName"] = "",
            ["gender"] = "unsaid",
            ["birthDate"] = "12.04.1985",
            ["snils"] = "112-233-445 96",
            ["phone"] = "351 000",
            ["email"] = "secret-at-example",
            ["workingSince"] = "2099-01-01",
            ["categories"] = new JsonArray(new JsonObject { ["kind"] = "first", ["grantedOn"] = 5 }, null),
            ["employments"] = "none",
            ["legalBasis"] = new JsonObject(),
            ["sourceId"] = "a/b",
        };
        var response = await efs.Region74.SendJson("POST", "/v1/educators", document);
        Assert.Equal(
            [
                "/birthDate wrong-type",
                "/categories/0/grantedOn wrong-type",
                "/categories/1 required",
                "/email wrong-format",
                "/employments wrong-type",
                "/firstName required",
                "/gender not-one-of",
                "/lastName blank",
                "/legalBasis/kind required",
                "/phone wrong-format",
                "/regionCode unknown-region",
                "/snils snils-checksum",
                "/sourceId wrong-format",
                "/workingSince in-future",
            ],
            (await response.ReadErrors(400, "request.invalid")).Order(StringComparer.Ordinal)
        );
        var said = await response.Body();
        foreach (var value in new[] { "112-233", "12.04.1985", "351 000", "secret", "unsaid" })
            Assert.DoesNotContain(value, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  Школа\u00a0№\u00a01  ", "Школа № 1")]
    [InlineData("Школа\t\t№\r\n 1\ufeff", "Школа № 1")]
    [InlineData("Шко\u200bла\u00ad № 1", "Школа № 1")]
    [InlineData("Рыбии\u0306", "Рыбий")]
    [InlineData("Е\u0308лочка", "Ёлочка")]
    [InlineData("Лицей \U0001F600", "Лицей \U0001F600")]
    [InlineData("a\u0001b\u202eb", "abb")]
    [InlineData("Школа \uffff\ufffd\ufdd0", "Школа \uffff\ufffd\ufdd0")]
    [InlineData("Школа\ufffe № 1\ufffe", "Школа № 1")]
    public async Task A_text_is_kept_in_its_clean_form(string value, string kept)
    {
        var document = Documents.School().With("fullName", value).With("sourceId", $"{value} {Guid.NewGuid():N}");
        var school = await efs.Region74.Create("/v1/schools", document);
        Assert.Equal(kept, school.Text("fullName"));
        Assert.StartsWith(kept, school.Text("sourceId"), StringComparison.Ordinal);
        var patched = await (
            await efs.Region74.SendJson(
                "PATCH",
                $"/v1/schools/{school.Id()}",
                new JsonObject { ["fullName"] = value, ["address"] = value },
                ("If-Match", "\"1\"")
            )
        ).ReadJson(200);
        Assert.Equal(kept, patched.Text("address"));
        Assert.Equal(2, patched.Version());
        var same = await efs.Region74.SendJson(
            "PUT",
            $"/v1/schools/by-source/74/{Uri.EscapeDataString(school.Text("sourceId"))}",
            document.With("address", value)
        );
        Assert.Equal(2, (await same.ReadJson(200)).Version());
        Assert.Equal(
            1,
            (int)
                (await efs.Region74.GetJson($"/v1/schools?count=true&sourceId={Uri.EscapeDataString(document.Text("sourceId"))}"))["total"]!
        );
    }

    // "sourceId" is part of an address, where these mean something else.
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a%2Fb")]
    [InlineData("%2f")]
    public async Task A_key_that_no_address_leads_to_is_refused(string sourceId)
    {
        foreach (var registry in Registries.Names)
            Assert.Equal(
                ["/sourceId unreachable-source-id"],
                await (
                    await efs.Region74.SendJson(
                        "POST",
                        $"/v1/{registry}",
                        (await efs.Region74.Document(registry)).With("sourceId", sourceId)
                    )
                ).ReadErrors(400, "request.invalid")
            );
    }

    [Theory]
    [InlineData("...")]
    [InlineData(".a")]
    [InlineData("100%")]
    [InlineData("%2E")]
    public async Task A_key_that_looks_odd_is_reached_by_its_address(string sourceId)
    {
        var school = Documents.School();
        var created = await efs.Region74.Create("/v1/schools", school.With("sourceId", sourceId));
        var path = $"/v1/schools/by-source/74/{Uri.EscapeDataString(sourceId)}";
        Assert.Equal(
            created.Id(),
            (await (await efs.Region74.SendJson("PUT", path, school.With("sourceId", sourceId))).ReadJson(200)).Id()
        );
    }

    [Theory]
    [InlineData("\\u0000")]
    [InlineData("a\\u0000b")]
    [InlineData("\\ud800")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("x\\ud83d")]
    public async Task A_text_that_cannot_be_kept_is_an_error_that_names_the_member(string escape)
    {
        var school = Documents.School().With("fullName", "@").ToJsonString().Replace("@", escape, StringComparison.Ordinal);
        Assert.Equal(
            ["/fullName unstorable-text"],
            await (await efs.Region74.SendJson("POST", "/v1/schools", school)).ReadErrors(400, "request.invalid")
        );
        Assert.Equal(
            ["/fullName unstorable-text"],
            await (await efs.Region74.SendJson("PUT", "/v1/schools/by-source/74/u", school)).ReadErrors(400, "request.invalid")
        );
        var id = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        Assert.Equal(
            ["/fullName unstorable-text"],
            await (
                await efs.Region74.SendJson("PATCH", $"/v1/schools/{id}", $$"""{"fullName":"{{escape}}"}""", ("If-Match", "*"))
            ).ReadErrors(400, "request.invalid")
        );
        Assert.Equal(
            ["/levels/0 unstorable-text"],
            await (
                await efs.Region74.SendJson("PATCH", $"/v1/schools/{id}", $$"""{"levels":["{{escape}}"]}""", ("If-Match", "*"))
            ).ReadErrors(400, "request.invalid")
        );
        Assert.Equal(
            [" unstorable-text"],
            await (await efs.Region74.SendJson("PATCH", $"/v1/schools/{id}", $"\"{escape}\"", ("If-Match", "*"))).ReadErrors(
                400,
                "request.invalid"
            )
        );
        Assert.Equal(
            ["/lastName unstorable-text"],
            await (
                await efs.Region74.SendJson(
                    "POST",
                    "/v1/educators/search",
                    $$"""{"lastName":"{{escape}}","firstName":"a","birthDate":"1985-04-12"}"""
                )
            ).ReadErrors(400, "request.invalid")
        );
        foreach (var (method, path) in new[] { ("POST", "/v1/schools"), ("PATCH", $"/v1/schools/{id}") })
        {
            var name = await (
                await efs.Region74.SendJson(
                    method,
                    path,
                    $$"""{"{{escape}}":1,"{{escape}}2":{"{{escape}}":[{"{{escape}}":"{{escape}}"}] } }""",
                    ("If-Match", "*")
                )
            ).ReadErrors(400, "request.invalid");
            Assert.Contains(
                name,
                error => error.EndsWith(method == "PATCH" ? " unstorable-text" : " unknown-member", StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [InlineData("/v1/schools?q=%00")]
    [InlineData("/v1/schools?q=a%00b&sourceId=%00")]
    [InlineData("/v1/schools?%00=1")]
    [InlineData("/v1/schools?municipality=%ED%A0%80")]
    [InlineData("/v1/schools?cursor=%00")]
    [InlineData("/v1/schools?sort=%00")]
    [InlineData("/v1/schools/%00")]
    [InlineData("/v1/dictionaries/%00")]
    [InlineData("/v1/regions/%00")]
    public async Task An_address_that_holds_what_no_text_may_is_an_error(string path)
    {
        var response = await efs.Region74.GetAsync(path);
        Assert.InRange((int)response.StatusCode, 200, 499);
        if (path != "/v1/schools?municipality=%ED%A0%80")
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(null, "ru")]
    [InlineData("en", "en")]
    [InlineData("en-GB,en;q=0.9", "en")]
    [InlineData("ru-RU", "ru")]
    [InlineData("de", "ru")]
    [InlineData("de, en;q=0.4", "en")]
    [InlineData("en;q=0.5, ru;q=0.9", "ru")]
    [InlineData("ru;q=0, en", "en")]
    [InlineData("*", "ru")]
    public async Task Texts_come_in_the_language_asked_for_and_codes_never_change(string? asked, string language)
    {
        var headers = asked is null ? Array.Empty<(string, string)>() : [("Accept-Language", asked)];
        var response = await efs.Region74.SendJson("POST", "/v1/schools", Documents.School().With("kind", null), headers);
        Assert.Equal(["/kind required"], await response.ReadErrors(400, "request.invalid"));
        Assert.Equal(language, Assert.Single(response.Content.Headers.ContentLanguage));
        var problem = await response.Json();
        Assert.Equal(language == "ru" ? "Запрос нарушает правила" : "The request breaks its rules", problem.Text("title"));
        Assert.Equal(language == "ru" ? "обязательное поле" : "is required", (string?)problem["errors"]![0]!["message"]);
        Assert.Equal(400, (int)problem["status"]!);
        Assert.Matches("^[0-9a-f]{32}$", problem.Text("traceId"));
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "request.no-route")]
    [InlineData("GET", "/nothing", 404, "request.no-route")]
    [InlineData("GET", "/v1/schools/by-source/74", 404, "request.no-route")]
    [InlineData("DELETE", "/v1/schools", 405, "request.method")]
    [InlineData("GET", "/v1/schools/by-source/74/a", 405, "request.method")]
    [InlineData("POST", "/v1/regions", 405, "request.method")]
    [InlineData("GET", "/v1/educators/019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10/personal-data", 405, "request.method")]
    [InlineData("GET", "/v1/regions/99", 404, "registry.not-found")]
    [InlineData("GET", "/v1/dictionaries/nothing", 404, "registry.not-found")]
    [InlineData("GET", "/v1/schools/019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10", 404, "registry.not-found")]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, int status, string code)
    {
        var response = await efs.Region74.SendJson(method, path);
        await response.ReadErrors(status, code);
        if (status == 405)
            Assert.NotEmpty(response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("text/html", 406)]
    [InlineData("application/xml, text/*", 406)]
    [InlineData("application/json;q=0", 406)]
    [InlineData("text/html, application/json;q=0.1", 200)]
    [InlineData("application/*", 200)]
    [InlineData("*/*", 200)]
    public async Task What_is_no_list_comes_as_JSON_or_not_at_all(string accept, int status)
    {
        var response = await efs.Region74.SendJson("GET", "/v1/regions/74", (string?)null, ("Accept", accept));
        if (status == 406)
            await response.ReadErrors(406, "request.not-acceptable");
        else
            await response.ReadJson(status);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/json; charset=windows-1251", 415)]
    [InlineData(null, 415)]
    [InlineData("application/json", 201)]
    [InlineData("application/json; charset=utf-8", 201)]
    [InlineData("Application/JSON; charset=\"UTF-8\"", 201)]
    [InlineData("application/json; charset=utf8", 201)]
    [InlineData("application/json; charset=UTF8", 201)]
    [InlineData("application/json; charset=ISO-8859-1", 415)]
    public async Task A_body_is_JSON_in_UTF8(string? type, int status)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Documents.School().ToJsonString()));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        var response = await efs.Region74.PostAsync("/v1/schools", content);
        if (status == 415)
            await response.ReadErrors(415, "request.media-type");
        else
            await response.ReadJson(status);
        if (status == 415 && type?.Split("charset=") is [_, var charset])
            Assert.Contains(charset, (await response.Json()).Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identity", false, 201, null)]
    [InlineData("gzip", true, 201, null)]
    [InlineData("GZIP", true, 201, null)]
    [InlineData("gzip", false, 400, "request.malformed")]
    [InlineData("br", false, 415, "request.media-type")]
    [InlineData("gzip, gzip", true, 415, "request.media-type")]
    public async Task A_body_may_be_compressed_with_gzip(string encoding, bool isCompressed, int status, string? code)
    {
        var body = Encoding.UTF8.GetBytes(Documents.School().ToJsonString());
        var response = await SendEncoded(isCompressed ? Compressed(body) : body, encoding);
        if (code is null)
            await response.ReadJson(status);
        else
            await response.ReadErrors(status, code);
        if (status == 415)
            Assert.Contains(encoding, (await response.Json()).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_body_is_bounded_and_whole()
    {
        var bomb = Compressed(Encoding.UTF8.GetBytes($$"""{"fullName":"{{new string('x', 11 << 20)}}"}"""));
        Assert.InRange(bomb.Length, 1, 1 << 16);
        await (await SendEncoded(bomb, "gzip")).ReadErrors(413, "request.too-large");
        var body = Compressed(Encoding.UTF8.GetBytes(Documents.School().ToJsonString()));
        await (await SendEncoded(body[..^12], "gzip")).ReadErrors(400, "request.malformed");
    }

    [Fact]
    public async Task A_body_may_begin_with_a_byte_order_mark()
    {
        foreach (
            var (method, path, body) in new[]
            {
                ("POST", "/v1/schools", Documents.School()),
                ("PUT", $"/v1/schools/by-source/74/{Guid.NewGuid()}", Documents.School()),
            }
        )
            await (await efs.Region74.SendJson(method, path, $"\ufeff{body.ToJsonString()}")).ReadJson(201);
        await (await efs.Region74.SendJson("POST", "/v1/schools", $"\ufeff\ufeff{Documents.School().ToJsonString()}")).ReadErrors(
            400,
            "request.malformed"
        );
    }

    private async Task<HttpResponseMessage> SendEncoded(byte[] body, string encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return await efs.Region74.PostAsync("/v1/schools", content);
    }

    private static byte[] Compressed(byte[] body)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
            gzip.Write(body);
        return output.ToArray();
    }

    [Fact]
    public async Task A_patch_may_call_itself_a_merge_patch()
    {
        var school = await efs.Region74.Create("/v1/schools", Documents.School());
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/v1/schools/{school.Id()}")
        {
            Content = new StringContent("""{"isRural":true}""", Encoding.UTF8, "application/merge-patch+json"),
        };
        request.Headers.IfMatch.Add(new("\"1\""));
        Assert.True((bool)(await (await efs.Region74.SendAsync(request)).ReadJson(200))["isRural"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("\ufeff")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]")]
    public async Task A_broken_document_is_a_problem(string body)
    {
        foreach (
            var (method, path) in new[]
            {
                ("POST", "/v1/schools"),
                ("POST", "/v1/educators/search"),
                ("PUT", "/v1/educators/by-source/74/a"),
                ("PATCH", $"/v1/institutes/{Guid.NewGuid()}"),
            }
        )
            await (await efs.Region74.SendJson(method, path, body, ("If-Match", "*"))).ReadErrors(400, "request.malformed");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1e999")]
    [InlineData("\"text\"")]
    public async Task A_document_is_an_object(string body)
    {
        foreach (
            var (method, path) in new[]
            {
                ("POST", "/v1/schools"),
                ("POST", "/v1/educators/search"),
                ("PUT", "/v1/educators/by-source/74/a"),
            }
        )
            Assert.Equal([" wrong-type"], await (await efs.Region74.SendJson(method, path, body)).ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task A_member_stands_once()
    {
        var twice = Documents.School().ToJsonString().Replace("\"isRural\"", "\"kind\":\"lyceum\",\"isRural\"", StringComparison.Ordinal);
        Assert.Equal(
            ["/kind duplicate-member"],
            await (await efs.Region74.SendJson("POST", "/v1/schools", twice)).ReadErrors(400, "request.invalid")
        );
        Assert.Equal(
            ["/kind duplicate-member"],
            await (
                await efs.Region74.SendJson(
                    "PATCH",
                    $"/v1/schools/{Guid.NewGuid()}",
                    """{"kind":"lyceum","kind":"general"}""",
                    ("If-Match", "*")
                )
            ).ReadErrors(400, "request.invalid")
        );
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_not_read()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/schools")
        {
            Content = new StringContent($$"""{"fullName":"{{new string('x', 11 << 20)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.ExpectContinue = true;
        await (await efs.Region74.SendAsync(request)).ReadErrors(413, "request.too-large");
    }
}
