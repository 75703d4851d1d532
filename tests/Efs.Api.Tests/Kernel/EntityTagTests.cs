using Efs.Api.Kernel;

namespace Efs.Api.Tests.Kernel;

public sealed class EntityTagTests
{
    [Fact]
    public void A_version_is_said_in_quotes() => Assert.Equal("\"12\"", EntityTag.Of(12));

    [Theory]
    [InlineData("\"3\"", true)]
    [InlineData("*", true)]
    [InlineData("\"1\", \"3\"", true)]
    [InlineData(" \"1\",\"3\" ", true)]
    [InlineData("\"1\", *", true)]
    [InlineData("3", false)]
    [InlineData("\"03\"", false)]
    [InlineData("\"33\"", false)]
    [InlineData("\"1\"", false)]
    [InlineData("W/\"3\"", false)] // weak: never good enough to write by
    [InlineData("'3'", false)]
    [InlineData("\"3", false)]
    [InlineData("", false)]
    [InlineData(",,", false)]
    public void A_list_of_tags_names_a_version_or_any(string header, bool matches) => Assert.Equal(matches, EntityTag.Matches(header, 3));
}
