using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Efs.Api.Tests.Trajectories;

/// <summary>Whatever is asked of a trajectory, and in whatever order, no rule is broken on the way.</summary>
public sealed class WalkTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly string[] keys = ["a", "b", "c"];

    /// <summary>Something that is asked: a move of the trajectory, of a step, another trajectory, or a plan with these steps.</summary>
    private sealed record Asked(string What, string To = "", string Key = "", IReadOnlyList<string>? Steps = null, bool HasReason = false)
    {
        public override string ToString() =>
            $"{What} {Key} {To} {(Steps is null ? "" : string.Join(',', Steps))} {(HasReason ? "for a reason" : "")}";
    }

    // The common way on is asked for more often: else most walks would never leave the draft.
    private static Gen<Asked> Anything =>
        Gen.Frequency(
            (
                4,
                Gen.Elements("agreed", "agreed", "active", "active", "completed", "draft", "terminated").Select(to => new Asked("move", to))
            ),
            (
                8,
                from key in Gen.Elements(keys)
                from to in Gen.Elements(TrajectoryClient.Steps.States.ToArray())
                select new Asked("step", to, key)
            ),
            (
                4,
                from steps in Gen.SubListOf(keys)
                from way in Gen.Elements("PUT", "by-source")
                from hasReason in Gen.Elements(true, true, false)
                select new Asked(way, Steps: [.. steps], HasReason: hasReason)
            ),
            (1, Gen.Constant(new Asked("open another")))
        );

    [Fact]
    public void No_sequence_of_requests_breaks_a_rule() =>
        Prop.ForAll(
                Anything.ArrayOf(30).ToArbitrary(),
                walk =>
                    Task.Run(async () =>
                    {
                        var (document, trajectory) = await Begin();
                        foreach (var asked in walk)
                        {
                            var (status, before) = (await Ask(asked, document, trajectory), trajectory);
                            trajectory = await Holding(trajectory);
                            var changed =
                                before.With("version", null).With("updatedAt", null).ToJsonString()
                                != trajectory.With("version", null).With("updatedAt", null).ToJsonString();
                            Assert.Equal(before.Version() + (changed ? 1 : 0), trajectory.Version());
                            if (asked.What is "move" or "step")
                                Assert.Equal(changed, status == 201);
                            else if (changed)
                                Assert.Equal(200, status);
                            var lost = before["steps"]!
                                .AsArray()
                                .Where(s => (bool)s!["wasSubmitted"]!)
                                .Select(s => (string)s!["id"]!)
                                .Except(trajectory["steps"]!.AsArray().Select(s => (string)s!["id"]!));
                            Assert.Empty(lost);
                        }
                    })
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void Nor_do_requests_at_once() =>
        Prop.ForAll(
                Anything.ArrayOf(4).ArrayOf(6).ToArbitrary(),
                walk =>
                    Task.Run(async () =>
                    {
                        var (document, trajectory) = await Begin();
                        foreach (var asked in walk)
                        {
                            var before = trajectory;
                            var statuses = await Task.WhenAll(asked.Select(a => Ask(a, document, before)));
                            trajectory = await Holding(trajectory);
                            var moved = asked.Zip(statuses).Count(a => a.First.What is "move" or "step" && a.Second == 201);
                            Assert.InRange(
                                trajectory.Version() - before.Version(),
                                moved,
                                moved + asked.Zip(statuses).Count(a => a.Second == 200)
                            );
                        }
                    })
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    private async Task<(JsonObject Document, JsonObject Trajectory)> Begin()
    {
        var document = Documents
            .Trajectory(await efs.Region74.Educator(), await efs.Region74.Institute(), "74", Steps(keys))
            .With("sourceId", $"{Guid.NewGuid()}");
        return (document, await efs.Region74.Create("/v1/trajectories", document));
    }

    private async Task<int> Ask(Asked asked, JsonObject document, JsonObject trajectory)
    {
        var sent = document
            .With("steps", new JsonArray([.. Steps(asked.Steps ?? [])]))
            .With("correctionReason", asked.HasReason ? "Так решили" : null);
        using var response = asked.What switch
        {
            "move" => await efs.Region74.Move(trajectory, asked.To),
            "step" when trajectory["steps"]!.AsArray().Any(s => (string?)s!["key"] == asked.Key) => await efs.Region74.MoveStep(
                trajectory,
                asked.Key,
                asked.To
            ),
            "PUT" => await efs.Region74.SendJson("PUT", trajectory.Path(), sent, ("If-Match", "*")),
            "by-source" => await efs.Region74.SendJson("PUT", $"/v1/trajectories/by-source/74/{document.Text("sourceId")}", sent),
            "open another" => await efs.Region74.SendJson("POST", "/v1/trajectories", document.With("sourceId", null)),
            _ => await efs.Region74.SendJson(
                "POST",
                $"{trajectory.Path()}/steps/{Guid.NewGuid()}/transitions",
                TrajectoryClient.StepTo(asked.To)
            ), // a step that is there no more
        };
        Assert.Contains((int)response.StatusCode, new[] { 200, 201, 404, 409, 422 });
        return (int)response.StatusCode;
    }

    /// <summary>The trajectory as it is now; every rule holds.</summary>
    private async Task<JsonObject> Holding(JsonObject trajectory)
    {
        var read = await efs.Region74.GetJson(trajectory.Path());
        var steps = read["steps"]!.AsArray().Select(s => s!.AsObject()).ToList();
        var history = await efs.Region74.History(read.Path());
        var moves = history.Where(t => t.Text("kind") == "move").ToList();
        Chained("draft", moves, read.Text("state"));
        Assert.Equal(moves.Any(t => t.Text("to") == "agreed"), read["agreement"] is not null);
        Assert.Equal(
            (read.Text("state") == "completed", read.Text("state") == "terminated"),
            (read["completion"] is not null, read["termination"] is not null)
        );
        if (read.Text("state") == "completed")
            Assert.DoesNotContain(steps, s => (bool)s["isMandatory"]! && s.Text("state") is not ("accepted" or "waived"));
        foreach (var step in steps)
        {
            var told = await efs.Region74.History(read.PathOf(step.Text("key")));
            Chained("planned", told, step.Text("state"));
            Assert.Equal(told.Any(t => t.Text("to") == "submitted"), (bool)step["wasSubmitted"]!);
        }
        await using var open = efs.Owner.CreateCommand(
            """
            SELECT (SELECT count(*) FROM trajectories.trajectory WHERE educator_id = $1 AND state IN ('draft', 'agreed',
                'active'))::integer,
                   (SELECT count(*) FROM trajectories.transition WHERE trajectory_id = $2)::integer, (SELECT coalesce(max(ordinal), 0) FROM
                       trajectories.transition WHERE trajectory_id = $2),
                   (SELECT count(*) FROM trajectories.transition h WHERE trajectory_id = $2 AND to_state = 'submitted' AND NOT EXISTS
                       (SELECT FROM trajectories.step s WHERE s.id = h.step_id))::integer
            """
        );
        open.Parameters.AddWithValue(read["educatorId"]!.GetValue<Guid>());
        open.Parameters.AddWithValue(read.Id());
        await using var row = await open.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        Assert.InRange(row.GetInt32(0), 0, 1);
        Assert.Equal((row.GetInt32(2), 0), (row.GetInt32(1), row.GetInt32(3))); // no gap in the history, no submitted step lost
        return read;
    }

    private static void Chained(string from, IReadOnlyList<JsonObject> history, string to) =>
        Assert.Equal(history.Select(t => t.Text("to")).Prepend(from), history.Select(t => t.Text("from")).Append(to));

    private static JsonObject[] Steps(IReadOnlyList<string> keys) => [.. keys.Select(k => Documents.Step(k, isMandatory: k != "c"))];
}
