using System.Net;
using System.Text.RegularExpressions;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>The pages for readers need no token, lead somewhere, load nothing from elsewhere and are made once.</summary>
public sealed partial class PagesTests(EfsHost efs) : IClassFixture<EfsHost>
{
    public static TheoryData<string> Documents =>
        [
            "/",
            "/en",
            "/dashboard",
            "/docs/openapi/errors",
            "/docs/openapi/errors.en",
            "/docs/openapi/states",
            "/docs/openapi/states.en",
            .. Directory.GetFiles(Repository.File("docs/guide"), "*.md").Select(f => $"/docs/guide/{Path.GetFileNameWithoutExtension(f)}"),
        ];

    [Theory, MemberData(nameof(Documents))]
    public async Task A_document_is_a_page_for_everybody(string address)
    {
        using var response = await efs.Anyone.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("<meta name=\"viewport\"", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<main"));
        Assert.Single(Regex.Matches(page, "<h1"));
        Assert.DoesNotContain("&#x4", page, StringComparison.Ordinal);
        var isRussian = address != "/en" && !address.EndsWith(".en", StringComparison.Ordinal);
        Assert.StartsWith($"<!DOCTYPE html>\n<html lang=\"{(isRussian ? "ru" : "en")}\">", page, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Documents))]
    public async Task Each_link_of_a_page_leads_somewhere(string address)
    {
        var here = new Uri(efs.Anyone.BaseAddress!, address);
        foreach (
            var link in Link()
                .Matches(await efs.Anyone.GetStringAsync(here))
                .Select(m => WebUtility.HtmlDecode(m.Groups[1].Value))
                .Distinct()
        )
        {
            var target = new Uri(here, link);
            if (target.Host != here.Host)
                continue;
            using var response = await efs.Anyone.GetAsync(target);
            Assert.True(response.IsSuccessStatusCode, $"{address} -> {link}: {response.StatusCode}");
            if (target.Fragment.Length > 0)
                Assert.Contains($"id=\"{target.Fragment[1..]}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/", "default-src 'none'", "style-src 'self'")]
    [InlineData("/docs/guide/reading", "default-src 'none'", "style-src 'self'")]
    [InlineData("/dashboard", "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'")]
    [InlineData("/docs/index.html", "default-src 'none'", "script-src 'self'", "connect-src 'self'")]
    [InlineData("/swagger/index.html", "default-src 'none'", "script-src 'self'", "connect-src 'self'")]
    public async Task A_browser_asks_nobody_else(string address, params string[] directives)
    {
        using var response = await efs.Anyone.GetAsync(address);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Subset(policy.ToHashSet(), directives.ToHashSet());
        Assert.DoesNotContain(policy, d => d.Contains("http", StringComparison.Ordinal) || d.Contains('*', StringComparison.Ordinal));
        var page = await response.Content.ReadAsStringAsync();
        Assert.DoesNotMatch("<(script|link|img)[^>]*(src|href)=\"(https?:)?//", page);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs/openapi/errors")]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/dashboard.js")]
    public async Task A_page_is_made_once(string address)
    {
        using var first = await efs.Anyone.GetAsync(address);
        using var second = await efs.Anyone.SendJson(
            "GET",
            address,
            (string?)null,
            ("If-None-Match", first.Tag()),
            ("Accept-Encoding", "gzip")
        );
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        using var third = await efs.Anyone.SendJson("GET", address, (string?)null, ("Accept-Encoding", "gzip"));
        Assert.Equal("gzip", Assert.Single(third.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task A_guide_leads_to_the_next_and_a_cell_names_its_column()
    {
        var guide = await efs.Anyone.GetStringAsync("/docs/guide/reading");
        Assert.Matches("""<a rel="next" href="../../docs/guide/writing">\s*Дальше: Запись\s*</a>""", guide);
        Assert.DoesNotContain("rel=\"next\"", await efs.Anyone.GetStringAsync("/docs/guide/figures"), StringComparison.Ordinal);
        Assert.Contains(
            "<td data-label=\"Статус\">409</td>",
            await efs.Anyone.GetStringAsync("/docs/openapi/errors"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Swagger_keeps_no_secret_in_the_browser()
    {
        var script = await efs.Anyone.GetStringAsync("/swagger/index.js");
        Assert.Contains("\"displayOperationId\":true", script, StringComparison.Ordinal);
        Assert.DoesNotContain("\"persistAuthorization\":true", script, StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Link();
}
