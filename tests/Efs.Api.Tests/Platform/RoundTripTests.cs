using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Efs.Api.Tests.Trajectories;
using Xunit.Abstractions;

namespace Efs.Api.Tests.Platform;

/// <summary>
/// Counts the round trips to PostgreSQL of one request: each command or batch of commands that Npgsql reports for the
/// request's trace, and the COMMIT, which it does not report. BEGIN costs none: Npgsql sends it with the first command. A connection
/// that the pool happens to open belongs to no request.
/// </summary>
public sealed class RoundTripTests(EfsHost efs, ITestOutputHelper output) : IClassFixture<EfsHost>
{
    private const int Limit = 5;
    private readonly List<string> tooMany = [];

    [Fact]
    public async Task An_upsert_of_a_school_needs_few_round_trips()
    {
        var head = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        var document = Documents.School();
        await Measure("schools", document, document.With("fullName", "Школа № 2"));
        document = Documents.School().With("branchOfId", head);
        await Measure("schools", document, document.With("fullName", "Филиал № 2"));
        Found.Nothing(tooMany);
    }

    [Fact]
    public async Task An_upsert_of_an_educator_needs_few_round_trips()
    {
        var school = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        var document = Documents.Educator().With("employments", new JsonArray(Documents.Employment(school)));
        await Measure("educators", document, document.With("firstName", "Анна"));
        document = Documents.Educator().With("employments", new JsonArray(Documents.Employment(school)));
        await Measure("educators", document, document.With("snils", Documents.NewSnils()));
        Found.Nothing(tooMany);
    }

    [Fact]
    public async Task An_upsert_of_a_trajectory_needs_few_round_trips()
    {
        var educator = await efs.Region74.Educator();
        var instrument = await efs.Region74.Instrument("subject_mathematics");
        var diagnostic = await efs.Region74.Diagnostic(educator, instrument, "primary", "2024-09-10", ("subject_mathematics", 5));
        var document = Documents
            .Trajectory(educator, await efs.Region74.Institute(), "74", Documents.Step("1"))
            .With("methodistId", await efs.Region74.Methodist(await efs.Region74.Educator()))
            .With("diagnosticId", diagnostic);
        await Measure("trajectories", document, document.With("goal", "Другая цель").With("correctionReason", "Уточнение"));
        Found.Nothing(tooMany);
    }

    [Fact]
    public async Task An_upsert_of_every_other_registry_needs_few_round_trips()
    {
        var educator = await efs.Region74.Educator();
        var replaced = (await efs.Region74.Create("/v1/certificates", Documents.Certificate(educator))).Id();
        var certificate = Documents.Certificate(educator).With("status", "duplicate").With("replacesId", replaced);
        await Measure("certificates", certificate, certificate.With("hours", 72));
        var methodist = Documents.Methodist(educator);
        await Measure("methodists", methodist, methodist.With("until", "2025-01-15"));
        var program = Documents.Program();
        await Measure("programs", program, program.With("title", "Другая программа"));
        Found.Nothing(tooMany);
    }

    private async Task Measure(string resource, JsonObject document, JsonObject changed)
    {
        var path = $"/v1/{resource}/by-source/74/{Guid.NewGuid()}";
        await Measure($"{resource}, new", 201, path, document);
        await Measure($"{resource}, same", 200, path, document);
        await Measure($"{resource}, changed", 200, path, changed);
        await Measure(
            $"{resource}, changed with If-Match",
            200,
            path,
            document.With("correctionReason", changed["correctionReason"]?.DeepClone()),
            ("If-Match", "\"2\"")
        );
        await Measure($"{resource}, new with If-None-Match", 412, path, document, ("If-None-Match", "*"));
    }

    private async Task Measure(string what, int status, string path, JsonObject document, params (string Name, string Value)[] headers)
    {
        var commands = new ConcurrentQueue<string>();
        var trace = ActivityTraceId.CreateRandom();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == trace ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (!activity.OperationName.StartsWith("CONNECT ", StringComparison.Ordinal))
                    commands.Enqueue($"{activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        var response = await efs.Region74.SendJson(
            "PUT",
            path,
            document,
            [("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"), .. headers]
        );
        await response.ReadJson(status);
        output.WriteLine($"{what}: {commands.Count} round trips\n  {string.Join("\n  ", commands.Select(c => c.Split('\n')[0]))}");
        Assert.NotEmpty(commands);
        if (commands.Count > Limit)
            tooMany.Add($"{what}: {commands.Count}");
    }
}
