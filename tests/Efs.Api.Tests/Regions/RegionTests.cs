using System.Net;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Regions;

public sealed class RegionTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly string[] withoutDistrict = ["90", "93", "94", "95"];

    [Fact]
    public async Task The_89_regions_come_by_code_all_at_once()
    {
        var page = await efs.Region74.GetJson("/v1/regions");
        var regions = page["items"]!.AsArray().Select(r => r!.AsObject()).ToList();
        Assert.Equal(89, regions.Count);
        Assert.Null(page["next"]);
        Assert.Equal(regions.Select(r => r.Text("code")).Order(StringComparer.Ordinal), regions.Select(r => r.Text("code")));
        Assert.Equal(withoutDistrict, regions.Where(r => r["federalDistrict"] is null).Select(r => r.Text("code")));
        Assert.Equal(83, regions.Count(r => r["isoCode"] is not null));
        Assert.Equal(24, regions.Count(r => r.Text("kind") == "republic"));
    }

    [Theory]
    [InlineData("ЦФО", 18)]
    [InlineData("СЗФО", 11)]
    [InlineData("ЮФО", 8)]
    [InlineData("СКФО", 7)]
    [InlineData("ПФО", 14)]
    [InlineData("УФО", 6)]
    [InlineData("СФО", 10)]
    [InlineData("ДФО", 11)]
    [InlineData("ФФО", 0)]
    public async Task A_federal_district_has_its_regions(string district, int count)
    {
        var regions = (await efs.Region74.GetJson($"/v1/regions?federalDistrict={Uri.EscapeDataString(district)}"))["items"]!.AsArray();
        Assert.Equal(count, regions.Count);
        Assert.All(regions, r => Assert.Equal(district, (string?)r!["federalDistrict"]));
    }

    [Theory]
    [InlineData("челябинская", "74")]
    [InlineData("ЧЕЛЯБ", "74")]
    [InlineData("ямало-ненецкий", "89")]
    [InlineData("ненец", "83", "89")]
    [InlineData("округ ямало", "89")]
    [InlineData("ЯНАО", "89")]
    [InlineData("балкария", "07")]
    [InlineData("черкесия", "09")]
    [InlineData("якутия", "14")]
    [InlineData("орел")]
    [InlineData("народная республика", "93", "94")]
    [InlineData("кузбасс", "42")]
    [InlineData("санкт петербург", "78")]
    [InlineData(".*")]
    [InlineData("а'б\"в\\г%_")]
    public async Task A_region_is_found_by_the_words_of_its_names(string q, params string[] codes)
    {
        var response = await efs.Region74.GetAsync($"/v1/regions?q={Uri.EscapeDataString(q)}");
        if (q == ".*")
        {
            Assert.Equal(["q blank"], await response.ReadErrors(400, "request.invalid"));
            return;
        }
        Assert.Equal(codes, (await response.ReadJson(200))["items"]!.AsArray().Select(r => (string)r!["code"]!));
    }

    [Fact]
    public async Task One_region_is_read_by_its_code()
    {
        var region = await efs.Region74.GetJson("/v1/regions/93");
        Assert.Equal("Донецкая Народная Республика", region.Text("name"));
        Assert.False(region.ContainsKey("federalDistrict"));
        Assert.Equal("21", region.Text("oktmoPrefix"));
        Assert.Equal("80", region.Text("plateCode"));
        await (await efs.Region74.GetAsync("/v1/regions/96")).ReadErrors(404, "registry.not-found");
        Assert.Equal(["code wrong-format"], await (await efs.Region74.GetAsync("/v1/regions/7")).ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task The_eight_federal_districts_are_those_of_the_regions()
    {
        var districts = (await efs.Region74.GetJson("/v1/federal-districts"))["items"]!.AsArray().Select(d => (string)d!["code"]!).Order();
        var regions = (await efs.Region74.GetJson("/v1/regions"))["items"]!
            .AsArray()
            .Select(r => (string?)r!["federalDistrict"])
            .OfType<string>()
            .Distinct()
            .Order();
        Assert.Equal(8, districts.Count());
        Assert.Equal(regions, districts);
    }

    [Fact]
    public async Task Every_dictionary_that_the_register_speaks_in_is_here()
    {
        var list = (await efs.Region74.GetJson("/v1/dictionaries"))["items"]!.AsArray().Select(d => d!.AsObject()).ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "positions",
                "qualification-categories",
                "institute-kinds",
                "school-kinds",
                "subjects",
                "education-levels",
                "citizenship-countries",
            },
            list.Select(d => d.Text("name")).ToHashSet()
        );
        foreach (var line in list)
        {
            var dictionary = await efs.Region74.GetJson($"/v1/dictionaries/{line.Text("name")}");
            Assert.Equal(line.Text("title"), dictionary.Text("title"));
            Assert.Equal((int)line["items"]!, dictionary["items"]!.AsArray().Count);
        }
        var positions = (await efs.Region74.GetJson("/v1/dictionaries/positions"))["items"]!.AsArray();
        Assert.Equal(["leader", "other", "pedagogical"], positions.Select(p => (string)p!["group"]!).Distinct().Order());
        var technology = (await efs.Region74.GetJson("/v1/dictionaries/subjects"))["items"]!
            .AsArray()
            .Single(s => (string?)s!["code"] == "technology")!;
        Assert.Equal("2024-08-31", (string?)technology["validTo"]);
    }

    [Theory]
    [InlineData("/v1/regions")]
    [InlineData("/v1/regions?q=а")]
    [InlineData("/v1/regions/74")]
    [InlineData("/v1/federal-districts")]
    [InlineData("/v1/dictionaries")]
    [InlineData("/v1/dictionaries/positions")]
    public async Task Reference_data_may_be_kept_and_asked_for_again_by_their_tag(string path)
    {
        var response = await efs.Region74.GetAsync(path);
        Assert.Equal(TimeSpan.FromHours(1), response.Headers.CacheControl!.MaxAge);
        foreach (var known in new[] { response.Tag(), $"W/{response.Tag()}", $"\"x\", {response.Tag()}", "*" })
        {
            var again = await efs.Region74.SendJson("GET", path, (string?)null, ("If-None-Match", known));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(response.Tag(), again.Tag());
            Assert.NotNull(again.Headers.CacheControl!.MaxAge);
        }
        await (await efs.Region74.SendJson("GET", path, (string?)null, ("If-None-Match", "\"other\""))).ReadJson(200);
    }

    [Fact]
    public async Task A_record_is_never_kept_by_what_stands_between()
    {
        var school = await efs.Region74.Create("/v1/schools", Documents.School());
        foreach (var path in new[] { "/v1/schools", $"/v1/schools/{school.Id()}" })
            Assert.True((await efs.Region74.GetAsync(path)).Headers.CacheControl!.NoStore);
    }
}
