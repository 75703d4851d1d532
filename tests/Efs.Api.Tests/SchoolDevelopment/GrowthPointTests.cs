using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.SchoolDevelopment;

public sealed class GrowthPointTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("""[{"year":2022,"indicator":"educators","value":5},{"year":2023,"indicator":"educators","value":4.5}]""")]
    [InlineData(
        """[{"year":2022,"indicator":"educators","value":5},{"year":2022,"indicator":"educators","value":6}]""",
        "/figures/1/indicator repeated-item"
    )]
    [InlineData("""[{"year":2020,"indicator":"educators","value":5}]""", "/figures/0/year date-order")]
    [InlineData(
        """[{"year":2023,"indicator":"cosmonauts","value":-1}]""",
        "/figures/0/indicator unknown-code",
        "/figures/0/value out-of-range"
    )]
    public async Task The_figures_of_a_year_are_judged(string figures, params string[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var document = (await efs.Region74.Document("growth-points")).With("figures", JsonNode.Parse(figures));
        var response = await efs.Region74.SendJson("POST", "/v1/growth-points", document);
        if (errors.Length == 0)
            Assert.True(JsonNode.DeepEquals(document["figures"], (await response.ReadJson(201))["figures"]));
        else
            Assert.Equal(errors, (await response.ReadErrors(400, "request.invalid")).Order());
    }

    [Fact]
    public async Task A_school_has_one_centre_of_a_profile()
    {
        var document = await efs.Region74.Document("growth-points");
        var made = await efs.Region74.Create("/v1/growth-points", document);
        Assert.Equal(
            ["/profile duplicate"],
            await (await efs.Region74.SendJson("POST", "/v1/growth-points", document)).ReadErrors(409, "growth-points.duplicate")
        );
        await efs.Region74.Create("/v1/growth-points", document.With("profile", "digital_and_humanities"));
        var found = await efs.Region74.GetJson($"/v1/growth-points?schoolId={made.Text("schoolId")}&openedYear=2021&count=true");
        Assert.Equal(2, (int)found["total"]!);
    }
}
