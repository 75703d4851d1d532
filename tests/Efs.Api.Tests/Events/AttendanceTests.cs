using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Events;

/// <summary>What follows from attendance: steps of trajectories, certificates.</summary>
public sealed class AttendanceTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_step_that_names_the_event_is_submitted_by_attendance(bool atOnce)
    {
        var hosted = await efs.Region27.Create("/v1/events", Documents.Event("27", "74"));
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var trajectory = await Active(educator, Step("1", hosted.Id()), Step("2", hosted.Id()), Documents.Step("3", kind: "event"));
        var registration = await efs.Region74.Create("/v1/registrations", Of(hosted, educator));
        await Attended(efs.Region27, hosted, registration, atOnce);

        var after = await efs.Region74.GetJson($"/v1/trajectories/{trajectory.Id()}");
        Assert.Equal(["submitted", "submitted", "planned"], after["steps"]!.AsArray().Select(s => (string?)s!["state"]));
        Assert.Equal(trajectory.Version() + 1, after.Version());
        foreach (var step in after["steps"]!.AsArray().Take(2))
        {
            var moves = await efs.Region74.GetJson($"/v1/trajectories/{trajectory.Id()}/steps/{(string?)step!["id"]}/transitions");
            Assert.Equal("submitted", (string?)moves["items"]!.AsArray().Single()!["to"]);
        }

        // Marked again, nothing more is to be submitted.
        await Attended(efs.Region27, hosted, registration, atOnce: true);
        Assert.Equal(after.Version(), (await efs.Region74.GetJson($"/v1/trajectories/{trajectory.Id()}")).Version());
    }

    [Fact]
    public async Task A_step_names_an_event_to_which_the_region_is_invited()
    {
        var others = await efs.Region27.Create("/v1/events", Documents.Event("27", "70"));
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        var document = Documents.Trajectory(educator.Id(), institute.Id());
        await (
            await efs.Region74.SendJson("POST", "/v1/trajectories", document.With("steps", new JsonArray(Step("1", others.Id()))))
        ).ReadErrors(422, "trajectories.unknown-event");
        Assert.Equal(
            ["/steps/0/eventId together-only"],
            await (
                await efs.Region74.SendJson(
                    "POST",
                    "/v1/trajectories",
                    document.With("steps", new JsonArray(Step("1", others.Id()).With("kind", "practice")))
                )
            ).ReadErrors(400, "request.invalid")
        );
    }

    [Fact]
    public async Task Certificates_are_issued_to_those_who_attended_all_or_none()
    {
        var hosted = await efs.Region27.Create("/v1/events", Documents.Event("27", "74"));
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        var people = new List<JsonObject>();
        var registrations = new List<JsonObject>();
        for (var i = 0; i < 3; i++)
        {
            people.Add(await efs.Region74.Create("/v1/educators", Documents.Educator()));
            registrations.Add(await efs.Region74.Create("/v1/registrations", Of(hosted, people[i])));
        }
        foreach (var registration in registrations.Take(2))
            await Attended(efs.Region27, hosted, registration, atOnce: true);

        await (await Issue(3)).ReadErrors(422, "registrations.not-attended");
        Assert.Equal(["/hours out-of-range"], await (await Issue(2, hours: 15)).ReadErrors(400, "request.invalid"));
        Assert.Equal(0, await Count());
        var issued = await (await Issue(2)).ReadJson(200);
        Assert.Equal(2, issued["certificateIds"]!.AsArray().Count);
        Assert.Equal(2, await Count());
        Assert.Equal(issued.ToJsonString(), (await (await Issue(2)).ReadJson(200)).ToJsonString());
        var certificate = await efs.Region74.GetJson($"/v1/certificates/{(string?)issued["certificateIds"]![1]}");
        Assert.Equal((people[1].Text("id"), "000002"), (certificate.Text("educatorId"), certificate.Text("number")));
        await (await Issue(2, hours: 36)).ReadErrors(409, "registrations.other-certificate");
        Assert.Equal(24, (int)(await efs.Region74.GetJson($"/v1/certificates/{certificate.Id()}"))["hours"]!);

        using var other = await efs.Client("issues-for-others", EfsHost.WholeRegion, "27");
        await (await Issue(2, client: other)).ReadErrors(403, "access.region");

        Task<HttpResponseMessage> Issue(int times, int hours = 24, HttpClient? client = null) =>
            (client ?? efs.Region74).SendJson(
                "POST",
                $"/v1/events/{hosted.Id()}/certificates",
                new JsonObject
                {
                    ["regionCode"] = "74",
                    ["providerInstituteId"] = institute.Id(),
                    ["programTitle"] = "Организация воспитания",
                    ["hours"] = hours,
                    ["studyForm"] = "full_time",
                    ["issuedOn"] = "2024-10-11",
                    ["certificates"] = new JsonArray([
                        .. registrations
                            .Take(times)
                            .Select(
                                (r, i) =>
                                    (JsonNode)
                                        new JsonObject
                                        {
                                            ["registrationId"] = r.Id(),
                                            ["memberKey"] = "1",
                                            ["number"] = $"{i + 1:000000}",
                                        }
                            ),
                    ]),
                }
            );

        async Task<int> Count() =>
            (await efs.Region74.GetJson($"/v1/certificates?providerInstituteId={institute.Id()}"))["items"]!.AsArray().Count;
    }

    private static JsonObject Step(string key, Guid eventId) => Documents.Step(key, kind: "event").With("eventId", eventId);

    private static JsonObject Of(JsonObject hosted, JsonObject educator) =>
        Documents.Registration(hosted.Id(), "74", new JsonObject { ["key"] = "1", ["educatorId"] = educator.Id() });

    private static async Task Attended(HttpClient owner, JsonObject hosted, JsonObject registration, bool atOnce)
    {
        if (atOnce)
            await (
                await owner.SendJson(
                    "POST",
                    $"/v1/events/{hosted.Id()}/attendance",
                    new JsonObject { ["attended"] = new JsonArray(registration.Text("id")) }
                )
            ).ReadJson(200);
        else
            await owner.Create($"/v1/registrations/{registration.Id()}/transitions", new JsonObject { ["to"] = "attended" });
    }

    private async Task<JsonObject> Active(JsonObject educator, params JsonObject[] steps)
    {
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        var trajectory = await efs.Region74.CreateInState(
            "active",
            Documents.Trajectory(educator.Id(), institute.Id()).With("steps", new JsonArray([.. steps]))
        );
        return await efs.Region74.GetJson($"/v1/trajectories/{trajectory.Id()}");
    }
}
