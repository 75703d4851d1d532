using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Modules.Trajectories;

namespace Efs.Api.Tests.Support;

/// <summary>Trajectories in any state, the moves that bring them there, and the records that they rest on.</summary>
internal static class TrajectoryClient
{
    public static readonly StateMachine Trajectories = TrajectoryStateAttribute.Machine,
        Steps = TrajectoryStepStateAttribute.Machine;

    public static async Task<Guid> Educator(this HttpClient client, string region = "74") =>
        (await client.Create("/v1/educators", Documents.Educator(region))).Id();

    public static async Task<Guid> Institute(this HttpClient client, string region = "74") =>
        (await client.Create("/v1/institutes", Documents.Institute(region))).Id();

    public static async Task<Guid> Instrument(this HttpClient client, params string[] competences) =>
        (await client.Create("/v1/instruments", Documents.Instrument("74", competences))).Id();

    public static async Task<Guid> Methodist(this HttpClient client, Guid educatorId) =>
        (await client.Create("/v1/methodists", Documents.Methodist(educatorId))).Id();

    /// <summary>A diagnostic by an instrument of 0…20 points: a deficit below 12.</summary>
    public static async Task<Guid> Diagnostic(
        this HttpClient client,
        Guid educatorId,
        Guid instrumentId,
        string stage,
        string takenOn,
        params (string Competence, decimal Score)[] scores
    ) => (await client.Create("/v1/diagnostics", Documents.Diagnostic(educatorId, instrumentId, stage, takenOn, scores))).Id();

    /// <summary>
    /// A trajectory of an educator and an institute of its own, moved to the state; its mandatory steps are waived before it is completed.
    /// </summary>
    public static async Task<JsonObject> Trajectory(this HttpClient client, string state, params JsonObject[] steps) =>
        await client.CreateInState(state, Documents.Trajectory(await client.Educator(), await client.Institute(), "74", steps));

    public static async Task<JsonObject> CreateInState(this HttpClient client, string state, JsonObject document)
    {
        var made = await client.Create("/v1/trajectories", document);
        foreach (var to in Way(Trajectories, state))
        {
            if (to == "completed")
                foreach (var key in made["steps"]!.AsArray().Where(s => (bool)s!["isMandatory"]!).Select(s => (string)s!["key"]!))
                    await (await client.MoveStep(made, key, "waived")).ReadJson(201);
            await (await client.Move(made, to)).ReadJson(201);
        }
        return await client.GetJson(made.Path());
    }

    /// <summary>A trajectory at work whose one step was moved to the state.</summary>
    public static async Task<JsonObject> WithStep(this HttpClient client, string state)
    {
        var made = await client.Trajectory("active", Documents.Step("1"));
        foreach (var to in Way(Steps, state))
            await (await client.MoveStep(made, "1", to)).ReadJson(201);
        return await client.GetJson(made.Path());
    }

    public static Task<HttpResponseMessage> Move(this HttpClient client, JsonObject trajectory, string to) =>
        client.Move(trajectory, To(to));

    public static Task<HttpResponseMessage> Move(this HttpClient client, JsonObject trajectory, JsonObject move) =>
        client.SendJson("POST", $"{trajectory.Path()}/transitions", move);

    public static Task<HttpResponseMessage> MoveStep(this HttpClient client, JsonObject trajectory, string key, string to) =>
        client.MoveStep(trajectory, key, StepTo(to));

    public static Task<HttpResponseMessage> MoveStep(this HttpClient client, JsonObject trajectory, string key, JsonObject move) =>
        client.SendJson("POST", $"{trajectory.PathOf(key)}/transitions", move);

    /// <summary>A move of a trajectory with all that it needs.</summary>
    public static JsonObject To(string state)
    {
        var move = new JsonObject { ["to"] = state };
        if (state == "agreed")
            move["agreement"] = new JsonObject { ["agreedOn"] = "2024-09-20", ["channel"] = "account" };
        if (state == "completed")
            move["completion"] = new JsonObject
            {
                ["mark"] = 5,
                ["bestMark"] = 5,
                ["comment"] = "Помогло",
            };
        if (state == "terminated")
            move["reason"] = "moved";
        return move;
    }

    /// <summary>A move of a step with all that it needs.</summary>
    public static JsonObject StepTo(string state) =>
        new JsonObject { ["to"] = state }.With("comment", state is "returned" or "waived" ? "Добавьте анализ урока" : null);

    public static string Path(this JsonObject trajectory) => $"/v1/trajectories/{trajectory.Id()}";

    public static string PathOf(this JsonObject trajectory, string key) => $"{trajectory.Path()}/steps/{trajectory.StepOf(key).Id()}";

    public static JsonObject StepOf(this JsonObject trajectory, string key) =>
        trajectory["steps"]!.AsArray().Single(s => (string?)s!["key"] == key)!.AsObject();

    public static async Task<IReadOnlyList<JsonObject>> History(this HttpClient client, string path) =>
        [.. (await client.GetJson($"{path}/transitions?limit=500"))["items"]!.AsArray().Select(t => t!.AsObject())];

    /// <summary>What the caller may say of a trajectory that was read.</summary>
    public static JsonObject ToPlan(this JsonObject trajectory) => trajectory.ToFields().With("state", null).With("agreement", null);

    /// <summary>The shortest way from the first state to another.</summary>
    private static List<string> Way(StateMachine table, string to)
    {
        var ways = new Dictionary<string, List<string>> { [table.States[0]] = [] };
        for (var open = new Queue<string>(ways.Keys); open.TryDequeue(out var from); )
            foreach (var next in table.Next(from).Where(next => ways.TryAdd(next, [.. ways[from], next])))
                open.Enqueue(next);
        return ways[to];
    }
}
