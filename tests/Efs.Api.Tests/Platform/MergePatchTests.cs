using System.Text.Json.Nodes;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Tests.Platform;

public sealed class MergePatchTests
{
    [Theory] // all of RFC 7396, appendix A, in its order
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", """null""", """null""")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void A_patch_merges_as_in_the_standards_examples(string target, string patch, string result) =>
        Assert.Equal(result, Applied(target, patch));

    [Theory]
    [InlineData("""{"a":{"b":1}}""", """{}""", """{"a":{"b":1}}""")]
    [InlineData("""{"a":1}""", """{"b":null}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """{"a":{"b":null,"c":2}}""", """{"a":{"c":2}}""")]
    public void A_patch_that_changes_nothing_or_little_does_just_that(string target, string patch, string result) =>
        Assert.Equal(result, Applied(target, patch));

    [Fact]
    public void The_document_that_is_patched_stays_as_it_was()
    {
        var (target, patch) = (JsonNode.Parse("""{"a":{"b":1}}""")!, JsonNode.Parse("""{"a":{"b":2,"c":[3]}}""")!);
        MergePatch.Apply(target, patch);
        Assert.Equal("""{"a":{"b":1}}""", target.ToJsonString());
        Assert.Equal("""{"a":{"b":2,"c":[3]}}""", patch.ToJsonString());
    }

    private static string Applied(string target, string patch) =>
        MergePatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch))?.ToJsonString() ?? "null";
}
