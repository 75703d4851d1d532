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
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        var certificate = Documents
            .Certificate(educator.Id())
            .With("sourceId", "c-1")
            .With("status", "duplicate")
            .With("diplomaSurname", Name)
            .With("diplomaNumber", $"{Name}-7")
            .With(
                "original",
                new JsonObject
                {
                    ["number"] = "000009",
                    ["lastName"] = Name,
                    ["firstName"] = Name,
                    ["middleName"] = Name,
                }
            );
        var path = $"/v1/certificates/{(await efs.Region74.Create("/v1/certificates", certificate)).Id()}";
        var trajectory =
            $"/v1/trajectories/{(await efs.Region74.Create("/v1/trajectories", Documents.Trajectory(educator.Id(), institute.Id()))).Id()}";
        await efs.Region74.Create(
            $"{trajectory}/transitions",
            new JsonObject
            {
                ["to"] = "terminated",
                ["reason"] = "moved",
                ["comment"] = $"{Name} переехала",
            }
        );
        var key = ("Idempotency-Key", "forget-me");
        var mentor = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var pair = Documents
            .Mentorship(mentor.Id(), educator.Id())
            .With("goal", $"{Name} учится")
            .With("meetings", new JsonArray(new JsonObject { ["on"] = "2024-10-01", ["topic"] = $"{Name}: урок" }));
        await (await efs.Region74.SendJson("POST", "/v1/mentorships", pair, key)).ReadJson(201);
        var route = Documents.Trajectory(educator.Id(), institute.Id()).With("goal", $"{Name} растёт");
        var second = $"/v1/trajectories/{(await efs.Region74.Create("/v1/trajectories", route)).Id()}";
        var end = new JsonObject
        {
            ["to"] = "terminated",
            ["reason"] = "other",
            ["comment"] = Name,
        };
        await (await efs.Region74.SendJson("POST", $"{second}/transitions", end, ("Idempotency-Key", "end"))).ReadJson(201);
        Assert.NotEmpty(await Columns.Holding(efs.Owner, Name));

        (
            await efs.Region74.SendJson("DELETE", $"/v1/educators/{educator.Id()}/personal-data", (string?)null, ("If-Match", "*"))
        ).EnsureSuccessStatusCode();
        Assert.Empty(await Columns.Holding(efs.Owner, Name));
        AssertForgotten(await efs.Region74.GetJson(path));

        foreach (var (method, address) in new[] { ("PUT", path), ("PUT", "/v1/certificates/by-source/74/c-1") })
        {
            var kept = await (
                await efs.Region74.SendJson(method, address, certificate.With("hours", method.Length + address.Length), ("If-Match", "*"))
            ).ReadJson(200);
            AssertForgotten(kept);
            AssertForgotten(await efs.Region74.GetJson(path));
            Assert.Empty(await Columns.Holding(efs.Owner, Name));
        }
        // Nor by a replay of what was answered, or by anything new.
        await (await efs.Region74.SendJson("POST", "/v1/mentorships", pair, key)).ReadErrors(404, "registry.not-found");
        await (await efs.Region74.SendJson("POST", $"{second}/transitions", end, ("Idempotency-Key", "end"))).ReadErrors(
            404,
            "registry.not-found"
        );
        var third = await efs.Region74.Create("/v1/trajectories", route);
        await efs.Region74.Create($"/v1/trajectories/{third.Id()}/transitions", end);
        await efs.Region74.Create(
            "/v1/mentorships",
            pair.With("since", "2025-09-02").With("until", "2025-10-01").With("meetings", new JsonArray())
        );
        Assert.Empty(await Columns.Holding(efs.Owner, Name));
        Assert.Equal(3, (await efs.Region74.GetJson(path)).Version() - 1);
    }

    // What identifies no person stays.
    private static void AssertForgotten(JsonObject certificate)
    {
        Assert.Equal("""{"number":"000009"}""", certificate["original"]!.ToJsonString());
        Assert.Null(certificate["diplomaSurname"]);
        Assert.Null(certificate["diplomaNumber"]);
    }
}
