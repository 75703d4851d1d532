using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Educators;

/// <summary>Depersonalising reaches what other modules know of the person.</summary>
public sealed class ForgottenTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string Name = "Зебрафишская";

    [Fact]
    public async Task The_names_in_certificates_and_comments_go_and_never_come_back()
    {
        var educator = await efs.Region74.Created("/v1/educators", Documents.Educator());
        var institute = await efs.Region74.Created("/v1/institutes", Documents.Institute());
        var certificate = Documents.Certificate(educator.Id()).With("sourceId", "c-1").With("status", "duplicate").With("diplomaSurname", Name).With("diplomaNumber", $"{Name}-7")
            .With("original", new JsonObject { ["number"] = "000009", ["lastName"] = Name, ["firstName"] = Name, ["middleName"] = Name });
        var path = $"/v1/certificates/{(await efs.Region74.Created("/v1/certificates", certificate)).Id()}";
        var trajectory = $"/v1/trajectories/{(await efs.Region74.Created("/v1/trajectories", Documents.Trajectory(educator.Id(), institute.Id()))).Id()}";
        await efs.Region74.Created($"{trajectory}/transitions", new JsonObject { ["to"] = "terminated", ["reason"] = "moved", ["comment"] = $"{Name} переехала" });
        Assert.NotEmpty(await Columns.Holding(efs.Owner, Name));

        (await efs.Region74.Say("DELETE", $"/v1/educators/{educator.Id()}/personal-data", (string?)null, ("If-Match", "*"))).EnsureSuccessStatusCode();
        Assert.Empty(await Columns.Holding(efs.Owner, Name));

        foreach (var (method, address) in new[] { ("PUT", path), ("PUT", "/v1/certificates/by-source/74/c-1") })
        {
            var kept = await (await efs.Region74.Say(method, address, certificate.With("hours", method.Length + address.Length), ("If-Match", "*"))).Answered(200);
            Assert.Equal("000009", (string?)kept["original"]!["number"]);
            Assert.Empty(await Columns.Holding(efs.Owner, Name));
        }
        Assert.Equal(3, (await efs.Region74.Got(path)).Version() - 1);
    }
}
