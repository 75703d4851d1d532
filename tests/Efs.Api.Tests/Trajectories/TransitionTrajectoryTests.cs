using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

/// <summary>The two state machines, walked by the tables that run them.</summary>
public sealed class TransitionTrajectoryTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const int Methodists = 32;

    public static TheoryData<string, string> OfTrajectories => Pairs(TrajectoryClient.Trajectories);

    public static TheoryData<string, string> OfSteps => Pairs(TrajectoryClient.Steps);

    [Theory, MemberData(nameof(OfTrajectories))]
    public async Task A_trajectory_moves_as_its_table_says(string from, string to)
    {
        var trajectory = await efs.Region74.Trajectory(from, Documents.Step("1", isMandatory: false));
        await Moves(TrajectoryClient.Trajectories, from, to, await efs.Region74.Move(trajectory, to));
        var read = await efs.Region74.GetJson(trajectory.Path());
        var isAllowed = TrajectoryClient.Trajectories.Next(from).Contains(to);
        Assert.Equal((isAllowed ? to : from, trajectory.Version() + (isAllowed ? 1 : 0)), (read.Text("state"), read.Version()));
    }

    [Theory, MemberData(nameof(OfSteps))]
    public async Task A_step_moves_as_its_table_says(string from, string to)
    {
        var trajectory = await efs.Region74.WithStep(from);
        await Moves(TrajectoryClient.Steps, from, to, await efs.Region74.MoveStep(trajectory, "1", to));
        var read = await efs.Region74.GetJson(trajectory.Path());
        var isAllowed = TrajectoryClient.Steps.Next(from).Contains(to);
        Assert.Equal((isAllowed ? to : from, trajectory.Version() + (isAllowed ? 1 : 0)), (read.StepOf("1").Text("state"), read.Version()));
        Assert.Equal(
            (isAllowed && to == "submitted") || from is "submitted" or "returned" or "accepted",
            (bool)read.StepOf("1")["wasSubmitted"]!
        );
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("agreed")]
    [InlineData("completed")]
    [InlineData("terminated")]
    public async Task Steps_move_only_while_the_trajectory_is_active(string state)
    {
        var trajectory = await efs.Region74.Trajectory(state, Documents.Step("1", isMandatory: false));
        foreach (var to in TrajectoryClient.Steps.States)
            await (await efs.Region74.MoveStep(trajectory, "1", to)).ReadErrors(422, "trajectories.not-active");
        Assert.Equal(trajectory.ToJsonString(), (await efs.Region74.GetJson(trajectory.Path())).ToJsonString());
        Assert.Empty(await efs.Region74.History(trajectory.PathOf("1")));
    }

    [Fact]
    public async Task Of_many_methodists_who_judge_one_step_at_once_exactly_one_does()
    {
        var trajectory = await efs.Region74.WithStep("submitted");
        var statuses = await Registries.Concurrently(
            Methodists,
            async i =>
            {
                var response = await efs.Region74.MoveStep(trajectory, "1", i % 2 == 0 ? "accepted" : "returned");
                if ((int)response.StatusCode != 201)
                    Assert.Equal(["/to forbidden-move"], await response.ReadErrors(422, "trajectories.forbidden-move"));
                return response;
            }
        );
        Assert.Equal([(201, 1), (422, Methodists - 1)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        var read = await efs.Region74.GetJson(trajectory.Path());
        var judged = (await efs.Region74.History(trajectory.PathOf("1"))).Where(t => t.Text("from") == "submitted").ToList();
        Assert.Equal(read.StepOf("1").Text("state"), Assert.Single(judged).Text("to"));
        Assert.Equal(trajectory.Version() + 1, read.Version());
    }

    [Fact]
    public async Task A_trajectory_that_is_ended_at_once_in_many_ways_ends_in_one()
    {
        var trajectory = await efs.Region74.Trajectory("active", Documents.Step("1", isMandatory: false));
        var statuses = await Registries.Concurrently(
            Methodists,
            i => efs.Region74.Move(trajectory, i % 2 == 0 ? "completed" : "terminated")
        );
        Assert.Equal([(201, 1), (422, Methodists - 1)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        Assert.Equal(
            (await efs.Region74.GetJson(trajectory.Path())).Text("state"),
            (await efs.Region74.History(trajectory.Path()))[^1].Text("to")
        );
    }

    [Fact]
    public async Task A_step_that_is_submitted_and_removed_at_once_is_not_lost()
    {
        for (var i = 0; i < 10; i++)
        {
            var document = Documents
                .Trajectory(await efs.Region74.Educator(), await efs.Region74.Institute(), "74", Documents.Step("1"), Documents.Step("2"))
                .With("sourceId", $"race-{i}");
            var trajectory = await efs.Region74.CreateInState("active", document);
            var without = trajectory.ToPlan().With("steps", new JsonArray(Documents.Step("2"))).With("correctionReason", "Шаг не нужен");
            var statuses = await Registries.Concurrently(
                8,
                n =>
                    (n % 4) switch
                    {
                        0 => efs.Region74.MoveStep(trajectory, "1", "submitted"),
                        1 => efs.Region74.SendJson("PUT", $"/v1/trajectories/by-source/74/race-{i}", without),
                        2 => efs.Region74.SendJson("PUT", trajectory.Path(), without, ("If-Match", "*")),
                        _ => efs.Region74.SendJson(
                            "PATCH",
                            trajectory.Path(),
                            new JsonObject { ["steps"] = without["steps"]!.DeepClone(), ["correctionReason"] = "Шаг не нужен" },
                            ("If-Match", "*")
                        ),
                    }
            );
            Assert.DoesNotContain(500, statuses.Keys);
            var isThere = (await efs.Region74.GetJson(trajectory.Path()))["steps"]!.AsArray().Any(s => (string?)s!["key"] == "1");
            Assert.Equal(statuses.GetValueOrDefault(201), isThere ? 1 : 0);
        }
    }

    // An allowed move answers the entry of the history; a forbidden one names exactly the moves that are allowed.
    private static async Task Moves(StateMachine table, string from, string to, HttpResponseMessage response)
    {
        if (table.Next(from).Contains(to))
        {
            var entry = await response.ReadJson(201);
            Assert.Equal(("move", from, to, "region-74"), (entry.Text("kind"), entry.Text("from"), entry.Text("to"), entry.Text("client")));
            return;
        }
        Assert.Equal(["/to forbidden-move"], await response.ReadErrors(422, "trajectories.forbidden-move"));
        var message = (string)JsonNode.Parse(await response.Body())!["errors"]![0]!["message"]!;
        Assert.Equal($"сейчас {from}; возможны: {(table.Next(from).Count == 0 ? "—" : string.Join(", ", table.Next(from)))}", message);
    }

    private static TheoryData<string, string> Pairs(StateMachine table)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var from in table.States)
        foreach (var to in table.States)
            pairs.Add(from, to);
        return pairs;
    }
}
