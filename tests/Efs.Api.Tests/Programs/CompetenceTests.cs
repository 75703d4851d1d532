using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Programs;

public sealed class CompetenceTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task There_are_competences_of_five_groups_each_asked_of_somebody()
    {
        var all = await All("");
        Assert.Equal(
            ["communicative", "managerial", "methodical", "psychological_pedagogical", "subject"],
            all.Select(c => c.Text("group")).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Equal(all.Select(c => c.Text("code")).Distinct().Order(StringComparer.Ordinal), all.Select(c => c.Text("code")));
        Assert.All(all, c => Assert.Equal(c.Text("group") == "subject", c.ContainsKey("subjectCode")));
    }

    [Fact]
    public async Task A_subject_competence_belongs_to_a_subject_of_the_dictionary()
    {
        var subjects = (await efs.Region74.GetJson("/v1/dictionaries/subjects"))["items"]!
            .AsArray()
            .Select(i => (string)i!["code"]!)
            .ToHashSet();
        Assert.Subset(subjects, (await All("?group=subject")).Select(c => c.Text("subjectCode")).ToHashSet());
    }

    [Fact]
    public async Task Competences_are_the_items_of_their_dictionary() =>
        Assert.Equal(
            (await efs.Region74.GetJson("/v1/dictionaries/competences"))["items"]!
                .AsArray()
                .Select(i => (string)i!["code"]!)
                .Order(StringComparer.Ordinal),
            (await All("")).Select(c => c.Text("code"))
        );

    [Theory]
    [InlineData("group", "subject")]
    [InlineData("group", "managerial")]
    [InlineData("subjectCode", "mathematics")]
    [InlineData("audience", "pedagogical")]
    [InlineData("audience", "leader")]
    public async Task A_filter_gives_exactly_what_it_says(string member, string value)
    {
        var all = await All("");
        var some = await All($"?{member}={value}");
        Assert.NotEmpty(some);
        Assert.True(some.Count < all.Count);
        Assert.Equal(all.Where(c => (string?)c[member] == value).Select(c => c.Text("code")), some.Select(c => c.Text("code")));
    }

    [Fact]
    public async Task Filters_go_together()
    {
        Assert.Equal(
            ["subject_mathematics"],
            (await All("?group=subject&subjectCode=mathematics&audience=pedagogical")).Select(c => c.Text("code"))
        );
        Assert.Empty(await All("?group=managerial&subjectCode=mathematics"));
    }

    [Theory]
    [InlineData("group=artistic", "group not-one-of")]
    [InlineData("subjectCode=clowning", "subjectCode unknown-code")]
    [InlineData("audience=everybody", "audience not-one-of")]
    [InlineData("limit=5", "limit unknown-parameter")]
    public async Task A_wrong_parameter_is_named(string query, string error) =>
        Assert.Equal([error], await (await efs.Region74.GetAsync($"/v1/competences?{query}")).ReadErrors(400, "request.invalid"));

    [Fact]
    public async Task They_may_be_kept_by_those_who_read_them() =>
        Assert.NotNull((await efs.Region27.GetAsync("/v1/competences")).Headers.CacheControl?.MaxAge);

    private async Task<List<JsonObject>> All(string query) =>
        [.. (await efs.Region74.GetJson($"/v1/competences{query}"))["items"]!.AsArray().Select(i => i!.AsObject())];
}
