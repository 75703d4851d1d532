using System.Net;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Schools;

public sealed class SchoolTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task A_registered_school_is_read_back()
    {
        var school = await efs.Region74.Created("/v1/schools", Documents.School());
        var read = await efs.Region74.Got($"/v1/schools/{school.Id()}");
        Assert.Equal("Школа № 1", (string?)read["fullName"]);
    }
}
