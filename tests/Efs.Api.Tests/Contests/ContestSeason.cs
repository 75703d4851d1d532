using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Contests;

/// <summary>A contest of region 74 that all regions apply for, as tests carry it out.</summary>
internal sealed class ContestSeason(EfsHost efs, JsonObject contest)
{
    public const string Test = "test",
        Final = "final";

    public Guid Id => contest.Id();

    public string Path => $"/v1/contests/{Id}";

    /// <summary>An open contest with two stages; members of the document and of its track and stages may be given.</summary>
    public static async Task<ContestSeason> Open(
        EfsHost efs,
        string track = "{}",
        string test = "{}",
        string final = "{}",
        string more = "{}"
    )
    {
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        var document = Documents
            .Contest(institute.Id())
            .With("tracks", new JsonArray(Part(Documents.Track("teachers"), track), Documents.Track("other")))
            .With(
                "stages",
                new JsonArray(
                    Documents.Stage("application", "application"),
                    Part(Documents.Stage(Test, "remote_assessment"), test),
                    Part(Documents.Stage(Final, "final"), final)
                )
            );
        var season = new ContestSeason(efs, await efs.Region74.Create("/v1/contests", Part(document, more)));
        await season.Move("open");
        return season;
    }

    public async Task Move(string to) => await efs.Region74.Create($"{Path}/transitions", new JsonObject { ["to"] = to });

    public Task<JsonObject> Draft(string region = "74", params JsonObject[] members) =>
        Client(region).Create("/v1/contest-applications", Documents.ContestApplication(Id, region, members));

    public Task<HttpResponseMessage> Move(JsonObject application, string to, string region) =>
        Client(region).SendJson("POST", $"{PathOf(application)}/transitions", new JsonObject { ["to"] = to, ["comment"] = "Как решено" });

    public async Task<JsonObject> Admitted(string region = "74", params JsonObject[] members)
    {
        var application = await Draft(region, members);
        await (await Move(application, "submitted", region)).ReadJson(201);
        await (await Move(application, "admitted", "74")).ReadJson(201);
        return application;
    }

    public Task<HttpResponseMessage> Record(string stage, params (JsonObject Application, decimal? Score)[] results) =>
        Record(
            stage,
            [
                .. results.Select(r =>
                    r.Score is { } score
                        ? new JsonObject { ["applicationId"] = r.Application.Id(), ["score"] = score }
                        : new JsonObject { ["applicationId"] = r.Application.Id(), ["isAbsent"] = true }
                ),
            ]
        );

    public Task<HttpResponseMessage> Record(string stage, params JsonObject[] results) =>
        efs.Region74.SendJson("POST", $"{Path}/stages/{stage}/results", new JsonObject { ["results"] = new JsonArray([.. results]) });

    public async Task<JsonObject> Compute(string stage) =>
        await (await efs.Region74.SendJson("POST", $"{Path}/stages/{stage}/passing", (string?)null)).ReadJson(200);

    /// <summary>The results of a stage in the order of the applications: ranks, and why they do not pass.</summary>
    public async Task<string> Decided(string stage, string region = "74") =>
        string.Join(
            ' ',
            (await Client(region).GetJson($"{Path}/stages/{stage}/results?limit=500"))["items"]!
                .AsArray()
                .Select(r => $"{(string?)r!["rank"]?.ToString() ?? "-"}{(string?)r["reason"] ?? (r["outcome"] is null ? "?" : "")}")
        );

    public HttpClient Client(string region) => region == "74" ? efs.Region74 : efs.Region27;

    public static string PathOf(JsonObject application) => $"/v1/contest-applications/{application.Id()}";

    private static JsonObject Part(JsonObject part, string more) =>
        JsonNode.Parse(more)!.AsObject().Aggregate(part, (made, member) => made.With(member.Key, member.Value?.DeepClone()));
}
