using Efs.Api.Kernel;

namespace Efs.Api.Tests.Kernel;

public sealed class EntityTagTests
{
    [Fact]
    public void A_version_is_said_in_quotes() => Assert.Equal("\"12\"", EntityTag.Of(12));
}
