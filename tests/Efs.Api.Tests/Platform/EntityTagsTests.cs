using Efs.Api.Platform.Resources;

namespace Efs.Api.Tests.Platform;

public sealed class EntityTagsTests
{
    [Theory]
    [InlineData("\"3\"", true)]
    [InlineData("*", true)]
    [InlineData("\"1\", \"3\"", true)]
    [InlineData(" \"1\",\"3\" ", true)]
    [InlineData("\"1\", *", true)]
    [InlineData("W/\"3\"", true)] // a proxy that compresses weakens tags
    [InlineData("\"1\", W/\"3\"", true)]
    [InlineData("\"a,b\", \"3\"", true)] // a comma inside a tag ends nothing
    [InlineData("\"a,*,b\"", false)] // one tag, not three
    [InlineData("\"1,3\"", false)]
    [InlineData("\"1,\"3\",\"", false)]
    [InlineData("\"W/3\"", false)]
    [InlineData("\"*\"", false)]
    [InlineData("3", false)]
    [InlineData("\"03\"", false)]
    [InlineData("\"33\"", false)]
    [InlineData("\"1\"", false)]
    [InlineData("'3'", false)]
    [InlineData("\"3", false)]
    [InlineData("\"a,*", false)] // broken: the rest of it means nothing
    [InlineData("a, *", false)]
    [InlineData("", false)]
    [InlineData(",,", false)]
    public void A_header_matches_by_tag_or_by_a_star(string header, bool matches) =>
        Assert.Equal(matches, EntityTags.Matches(header, "\"3\""));

    [Fact]
    public void A_tag_with_a_comma_is_one_tag() => Assert.True(EntityTags.Matches("\"x\", \"a,b\"", "\"a,b\""));
}
