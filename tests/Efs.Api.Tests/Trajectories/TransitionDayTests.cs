using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

/// <summary>It is 00:13 of 27 November in Челябинск, 05:13 in Хабаровск and 21:13 of the day before in Калининград.</summary>
public sealed class NightHost : EfsHost
{
    protected override TimeProvider Clock => new FrozenClock("2026-11-26T19:13:00Z");
}

/// <summary>On which day a transition happened.</summary>
public sealed class TransitionDayTests(NightHost efs) : IClassFixture<NightHost>
{
    [Fact]
    public async Task Today_is_the_day_of_the_region()
    {
        var trajectory = await efs.Region74.Trajectory("draft", Documents.Step("1"));
        await Move(trajectory, "agreed", "2026-11-27");
        await Move(trajectory, "active", null);
        Assert.Equal("2026-11-27", (await Read(trajectory)).Text("beganOn"));
        var step = await (await efs.Region74.MoveStep(trajectory, "1", "submitted")).ReadJson(201);
        Assert.Equal("2026-11-27", step.Text("occurredOn"));
    }

    [Theory]
    [InlineData("74", "2026-11-27", "2026-11-28")]
    [InlineData("27", "2026-11-27", "2026-11-28")]
    [InlineData("39", "2026-11-26", "2026-11-27")]
    public async Task A_date_is_not_after_the_day_of_the_region(string region, string today, string tomorrow)
    {
        using var client = await efs.Client($"night-{region}", EfsHost.WholeRegion, region);
        var document = Documents.Certificate(await client.Educator(region), region);
        await client.Create("/v1/certificates", document.With("issuedOn", today));
        var late = document.With("issuedOn", tomorrow).With("number", "000002");
        Assert.Equal(
            ["/issuedOn in-future"],
            await (await client.SendJson("POST", "/v1/certificates", late)).ReadErrors(400, "request.invalid")
        );
        var import = await client.Import($"resource=certificates&regionCode={region}", ImportClient.Lines(late));
        Assert.Equal(["1 /issuedOn in-future"], await client.RowErrors(import));
    }

    [Fact]
    public async Task A_transition_is_not_before_an_earlier_one()
    {
        var trajectory = await efs.Region74.Trajectory("draft", Documents.Step("1"), Documents.Step("2"));
        await Refused(trajectory, "agreed", "2026-11-28", "/agreement/agreedOn in-future");
        await Move(trajectory, "agreed", "2026-11-01");
        await Refused(trajectory, "active", "2019-01-01", "/occurredOn date-order");
        await Refused(trajectory, "active", "2026-11-28", "/occurredOn in-future");
        await Move(trajectory, "active", "2026-11-10");

        await RefusedStep(trajectory, "1", "submitted", "2026-11-09", "/occurredOn date-order");
        await MoveStep(trajectory, "1", "submitted", "2026-11-20");
        await RefusedStep(trajectory, "1", "accepted", "2026-11-19", "/occurredOn date-order");
        await MoveStep(trajectory, "1", "accepted", "2026-11-20");
        await MoveStep(trajectory, "2", "waived", "2026-11-12"); // became known later than what happened to the other step

        await Refused(trajectory, "completed", "2026-11-19", "/occurredOn date-order");
        await Move(trajectory, "completed", "2026-11-21");
        var completed = await Read(trajectory);
        Assert.Equal(
            ("2026-11-10", "2026-11-21", null),
            (completed.Text("beganOn"), completed.Text("completedOn"), (string?)completed["terminatedOn"])
        );
    }

    [Fact]
    public async Task A_terminated_trajectory_says_when_it_began_and_ended()
    {
        var trajectory = await efs.Region74.Trajectory("draft");
        await Move(trajectory, "agreed", "2026-11-01");
        await Move(trajectory, "active", "2026-11-02");
        await Move(trajectory, "terminated", "2026-11-03");
        var terminated = await Read(trajectory);
        Assert.Equal(
            ("2026-11-02", null, "2026-11-03"),
            (terminated.Text("beganOn"), (string?)terminated["completedOn"], terminated.Text("terminatedOn"))
        );
    }

    [Fact]
    public async Task The_day_of_an_agreement_is_that_on_which_it_was_given()
    {
        var trajectory = await efs.Region74.Trajectory("draft");
        var agreed = TrajectoryClient.To("agreed");
        Assert.Equal(
            ["/occurredOn differs-from"],
            await (await efs.Region74.Move(trajectory, agreed.With("occurredOn", "2024-09-21"))).ReadErrors(400, "request.invalid")
        );
        var transition = await (await efs.Region74.Move(trajectory, agreed.With("occurredOn", "2024-09-20"))).ReadJson(201);
        Assert.Equal("2024-09-20", transition.Text("occurredOn"));
    }

    private static JsonObject To(string state, string? day) =>
        day is null ? TrajectoryClient.To(state)
        : state == "agreed" ? TrajectoryClient.To(state).With("agreement", new JsonObject { ["agreedOn"] = day, ["channel"] = "account" })
        : TrajectoryClient.To(state).With("occurredOn", day);

    private async Task Move(JsonObject trajectory, string state, string? day) =>
        await (await efs.Region74.Move(trajectory, To(state, day))).ReadJson(201);

    private async Task Refused(JsonObject trajectory, string state, string day, string error) =>
        Assert.Equal([error], await (await efs.Region74.Move(trajectory, To(state, day))).ReadErrors(400, "request.invalid"));

    private async Task MoveStep(JsonObject trajectory, string key, string state, string day) =>
        await (await efs.Region74.MoveStep(trajectory, key, TrajectoryClient.StepTo(state).With("occurredOn", day))).ReadJson(201);

    private async Task RefusedStep(JsonObject trajectory, string key, string state, string day, string error) =>
        Assert.Equal(
            [error],
            await (await efs.Region74.MoveStep(trajectory, key, TrajectoryClient.StepTo(state).With("occurredOn", day))).ReadErrors(
                400,
                "request.invalid"
            )
        );

    private Task<JsonObject> Read(JsonObject trajectory) => efs.Region74.GetJson(trajectory.Path());
}
