using Efs.Api.Tests.Support;
using Efs.Local;

namespace Efs.Api.Tests.Stories;

/// <summary>The facts of the source documents, asked back by the requests of <c>docs/stories.md</c>.</summary>
public abstract class StoryTests(StoryHost efs)
{
    private const string Russian = "docs/stories.md",
        English = "docs/stories.en.md";

    public static TheoryData<int> Facts => [.. Enumerable.Range(1, 25)];

    [Theory, MemberData(nameof(Facts))]
    public async Task A_fact_is_answered(int fact)
    {
        var questions = new StoryDocument(Russian).Questions().Where(q => q.Fact == fact).ToList();
        Assert.NotEmpty(questions);
        foreach (var question in questions)
            Assert.Equal(question.Answer, await efs.Answer(question));
    }

    [Fact]
    public void The_documents_tell_no_other_fact_and_ask_the_same()
    {
        var questions = new StoryDocument(Russian).Questions();
        Assert.Equal(Enumerable.Range(1, 25), questions.Select(q => q.Fact).Distinct());
        Assert.Equal(questions, new StoryDocument(English).Questions());
    }

    /// <summary>With EFS_WRITE, writes the answers of the service into the documents.</summary>
    protected async Task Compare()
    {
        var answers = new List<string>();
        foreach (var question in new StoryDocument(Russian).Questions())
            answers.Add(await efs.Answer(question));
        foreach (var path in new[] { Russian, English })
            Generated.IsTrue(path, new StoryDocument(path).With(answers));
    }
}

/// <summary>Each region tells its part over HTTP.</summary>
public sealed class SeedStoryTests(ToldStories efs) : StoryTests(efs), IClassFixture<ToldStories>
{
    [Fact]
    public Task The_documents_say_what_is_answered() => Compare();
}

/// <summary>Whoever starts the demo sees the same stories.</summary>
public sealed class DemoStoryTests(DemoStories efs) : StoryTests(efs), IClassFixture<DemoStories>
{
    [Fact]
    public async Task A_second_start_changes_nothing()
    {
        var head = (await efs.Federal.GetJson("/v1/changes/head")).Text("cursor");
        await Demo.Fill(efs.Services);
        Assert.Empty((await efs.Federal.GetJson($"/v1/changes?after={head}"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("39")]
    [InlineData("74")]
    public async Task The_calendar_of_a_region_has_events_to_come(string region)
    {
        var calendar = await (await efs.Federal.GetAsync($"/v1/events/calendar?regionCode={region}")).Content.ReadAsStringAsync();
        Assert.Contains("DTSTART;VALUE=DATE:20270414", calendar, StringComparison.Ordinal);
    }
}
