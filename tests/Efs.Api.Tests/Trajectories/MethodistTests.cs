using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

public sealed class MethodistTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("""{"direction":"methodical"}""", " exactly-one")]
    [InlineData("""{"subjectCode":null}""", " exactly-one")]
    [InlineData("""{"subjectCode":null,"direction":"methodical"}""")]
    [InlineData("""{"subjectCode":"cooking"}""", "/subjectCode unknown-code")]
    [InlineData("""{"until":"2024-01-14"}""", "/until date-order")]
    [InlineData("""{"until":"2024-01-15"}""")]
    [InlineData("""{"capacity":-1}""", "/capacity out-of-range")]
    [InlineData("""{"appointedBy":{"number":"1","date":"2099-01-01"}}""", "/appointedBy/date in-future")]
    [InlineData("""{"appointedBy":null}""", "/appointedBy required")]
    public async Task A_member_is_judged(string change, params string[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var document = Documents.Methodist(await efs.Region74.Educator());
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document[member] = value?.DeepClone();
        var response = await efs.Region74.SendJson("POST", "/v1/methodists", document);
        if (errors.Length == 0)
            await response.ReadJson(201);
        else
            Assert.Equal(errors, await response.ReadErrors(400, "request.invalid"));
    }

    [Fact]
    public async Task An_educator_is_a_methodist_of_a_subject_once_from_a_day()
    {
        var document = Documents.Methodist(await efs.Region74.Educator());
        await efs.Region74.Create("/v1/methodists", document);
        Assert.Equal(
            ["/since duplicate"],
            await (await efs.Region74.SendJson("POST", "/v1/methodists", document)).ReadErrors(409, "methodists.duplicate")
        );
        await efs.Region74.Create("/v1/methodists", document.With("since", "2024-01-16"));
        await efs.Region74.Create("/v1/methodists", document.With("subjectCode", null).With("direction", "methodical"));
        await (
            await efs.Region74.SendJson("POST", "/v1/methodists", document.With("subjectCode", null).With("direction", "methodical"))
        ).ReadErrors(409, "methodists.duplicate");
        await (await efs.Region74.SendJson("POST", "/v1/methodists", Documents.Methodist(await efs.Region27.Educator("27")))).ReadErrors(
            422,
            "methodists.unknown-educator"
        );
        await (
            await efs.Region74.SendJson(
                "POST",
                "/v1/methodists",
                document.With("since", "2024-01-17").With("instituteId", await efs.Region27.Institute("27"))
            )
        ).ReadErrors(422, "methodists.unknown-institute");
    }

    [Fact]
    public async Task The_load_is_what_is_open_now()
    {
        var educator = await efs.Region74.Educator();
        var methodist = await efs.Region74.Methodist(educator);
        var institute = await efs.Region74.Institute();
        await Carries(0, 0);
        foreach (var (i, state) in TrajectoryClient.Trajectories.States.Index())
        {
            await efs.Region74.CreateInState(
                state,
                Documents.Trajectory(await efs.Region74.Educator(), institute).With("methodistId", methodist)
            );
            await Carries(Math.Min(i + 1, 3), 0);
        }
        await efs.Region74.Trajectory("active");
        var mentee = await efs.Region74.Educator();
        await efs.Region74.Create("/v1/mentorships", Documents.Mentorship(educator, mentee).With("until", "2024-12-31"));
        await efs.Region74.Create("/v1/mentorships", Documents.Mentorship(await efs.Region74.Educator(), educator));
        await Carries(3, 0);
        var open = await efs.Region74.Create("/v1/mentorships", Documents.Mentorship(educator, mentee).With("since", "2025-01-09"));
        await efs.Region74.Create("/v1/mentorships", Documents.Mentorship(educator, await efs.Region74.Educator()));
        await Carries(3, 2);
        await (
            await efs.Region74.SendJson("PATCH", $"/v1/mentorships/{open.Id()}", """{"until":"2025-05-31"}""", ("If-Match", "*"))
        ).ReadJson(200);
        await Carries(3, 1);

        async Task Carries(int trajectories, int mentees)
        {
            var read = await efs.Region74.GetJson($"/v1/methodists/{methodist}");
            Assert.Equal(
                (1, $$"""{"openTrajectories":{{trajectories}},"mentees":{{mentees}}}"""),
                (read.Version(), read["load"]!.ToJsonString())
            );
            Assert.Equal(
                read.ToJsonString(),
                (await efs.Region74.GetJson($"/v1/methodists?educatorId={educator}"))["items"]![0]!.ToJsonString()
            );
        }
    }
}
