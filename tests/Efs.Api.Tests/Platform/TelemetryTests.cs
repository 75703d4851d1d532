using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Xunit.Abstractions;

namespace Efs.Api.Tests.Platform;

/// <summary>A host that exports telemetry; nobody listens at the address.</summary>
public sealed class TracedHost : EfsHost
{
    protected override Dictionary<string, string?> Settings => new() { ["EFS_OTLP"] = "http://127.0.0.1:9" };
}

/// <summary>Spans as a collector receives them: the exporter stands where the OTLP exporter does.</summary>
public sealed class TelemetryTests : IClassFixture<TracedHost>, IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);
    private readonly TracedHost efs;
    private readonly ITestOutputHelper output;
    private readonly Collector collector = new();

    public TelemetryTests(TracedHost efs, ITestOutputHelper output)
    {
        (this.efs, this.output) = (efs, output);
        efs.Services.GetRequiredService<TracerProvider>().AddProcessor(new SimpleActivityExportProcessor(collector));
    }

    public void Dispose() => collector.Dispose();

    [Fact]
    public async Task A_request_is_a_span_with_method_route_and_status_and_without_ids()
    {
        var educator = await efs.Region74.Create("/v1/educators", Documents.Educator());
        var spans = await Spans(client => client.GetAsync($"/v1/educators/{educator["id"]}?unknown=1"), HttpStatusCode.BadRequest);
        Assert.Equal("400", Tag(Assert.Single(spans, IsServer), "http.response.status_code"));

        spans = await Spans(client => client.GetAsync($"/v1/educators/{educator["id"]}"), HttpStatusCode.OK);
        var server = Assert.Single(spans, IsServer);
        Assert.Equal("GET /v1/educators/{id}", server.DisplayName);
        Assert.Equal("/v1/educators/{id}", Tag(server, "http.route"));
        Assert.Equal("200", Tag(server, "http.response.status_code"));
        Assert.Equal(ActivityStatusCode.Unset, server.Status);
        Assert.Contains(spans, s => s.Source.Name == "Efs.Api" && s.DisplayName == "GetEducator");
        Assert.Contains(spans, s => s.Source.Name == "Npgsql" && Tag(s, "db.query.text")!.Contains("educators.educator"));
        Nothing(spans, (string)educator["id"]!);
    }

    [Fact]
    public async Task A_write_leaves_no_snils_and_no_name_in_spans()
    {
        var snils = Documents.NewSnils();
        var educator = Documents.Educator().With("snils", snils);
        var spans = await Spans(client => client.SendJson("POST", "/v1/educators", educator), HttpStatusCode.Created);
        Assert.Equal("POST /v1/educators", Assert.Single(spans, IsServer).DisplayName);
        var again = await Spans(
            client => client.SendJson("POST", "/v1/educators", educator.With("sourceId", "x")),
            HttpStatusCode.Conflict
        );
        Nothing([.. spans, .. again], snils, new string([.. snils.Where(char.IsDigit)]), (string)educator["lastName"]!);
    }

    [Fact]
    public async Task A_request_that_fails_is_a_span_with_an_error_status()
    {
        await Do("ALTER TABLE schools.school RENAME TO away");
        try
        {
            var spans = await Spans(client => client.GetAsync("/v1/schools?sourceId=secret-7"), HttpStatusCode.InternalServerError);
            var server = Assert.Single(spans, IsServer);
            Assert.Equal("GET /v1/schools", server.DisplayName);
            Assert.Equal("500", Tag(server, "http.response.status_code"));
            Assert.Equal("500", Tag(server, "error.type"));
            Assert.Equal(ActivityStatusCode.Error, server.Status);
            Nothing(spans, "secret-7");
        }
        finally
        {
            await Do("ALTER TABLE schools.away RENAME TO school");
        }
    }

    [Fact]
    public async Task Every_request_has_a_trace_id_even_if_nobody_collects()
    {
        await using var app = await RunningApp.Start(efs.Connection);
        var problem = await JsonNode.ParseAsync(await (await app.Anyone.GetAsync("/v1/schools")).Content.ReadAsStreamAsync());
        Assert.Matches("^[0-9a-f]{32}$", (string)problem!["traceId"]!);
        Assert.NotEqual(default(ActivityTraceId).ToString(), (string)problem["traceId"]!);
    }

    // Sends one request as part of a trace of its own and waits for its server span, which ends after the response.
    private async Task<IReadOnlyList<Activity>> Spans(Func<HttpClient, Task<HttpResponseMessage>> send, HttpStatusCode status)
    {
        var trace = ActivityTraceId.CreateRandom();
        // Without a propagator of its own, which would replace the header.
        using var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null };
        using var client = new HttpClient(handler) { BaseAddress = efs.Region74.BaseAddress };
        client.DefaultRequestHeaders.Authorization = efs.Region74.DefaultRequestHeaders.Authorization;
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var response = await send(client);
        Assert.Equal(status, response.StatusCode);
        IReadOnlyList<Activity> spans = [];
        await Eventually.True(
            patience,
            () =>
            {
                spans = [.. collector.Spans.Where(s => s.TraceId == trace)];
                return Task.FromResult(spans.Any(IsServer));
            },
            "the server span is exported"
        );
        foreach (var span in spans)
            output.WriteLine(Text(span));
        return spans;
    }

    private static bool IsServer(Activity span) => span.Kind == ActivityKind.Server;

    private static string? Tag(Activity span, string name) => Convert.ToString(span.GetTagItem(name), CultureInfo.InvariantCulture);

    private static void Nothing(IEnumerable<Activity> spans, params string[] secrets)
    {
        foreach (var span in spans)
        foreach (var secret in secrets)
            Assert.DoesNotContain(secret, Text(span), StringComparison.OrdinalIgnoreCase);
    }

    private static string Text(Activity span) =>
        string.Join(
            "; ",
            [
                $"{span.Source.Name} {span.Kind} «{span.DisplayName}» {span.Status} {span.StatusDescription}",
                .. span.TagObjects.Select(t => $"{t.Key}={t.Value}"),
                .. span.Events.Select(e => $"{e.Name}({string.Join(", ", e.Tags.Select(t => $"{t.Key}={t.Value}"))})"),
                .. span.Baggage.Select(b => $"{b.Key}={b.Value}"),
            ]
        );

    private async Task Do(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Collector : BaseExporter<Activity>
    {
        public ConcurrentQueue<Activity> Spans { get; } = new();

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
                Spans.Enqueue(span);
            return ExportResult.Success;
        }
    }
}
