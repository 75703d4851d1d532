using System.Net;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Platform;

public sealed class DrainTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly TimeSpan promised = TimeSpan.FromSeconds(2);

    private string Token => efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!;

    [Fact]
    public async Task A_stopping_service_is_not_ready_and_still_answers_for_a_while()
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_DRAIN_SECONDS", "3"));
        using var client = app.With(Token);
        Assert.Equal(HttpStatusCode.OK, (await app.Anyone.GetAsync("/health/ready")).StatusCode);
        Assert.Null((await client.GetAsync("/v1/me")).Headers.ConnectionClose);

        var stopping = app.Stop();
        var answer = await client.GetAsync("/v1/me");
        Assert.Equal((HttpStatusCode.OK, true), (answer.StatusCode, answer.Headers.ConnectionClose));
        await (await app.Anyone.GetAsync("/health/ready")).ReadErrors(503, "service.unavailable");
        Assert.Equal(HttpStatusCode.OK, (await app.Anyone.GetAsync("/health/live")).StatusCode);
        Assert.False(stopping.IsCompleted);

        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/v1/me"));
    }

    [Fact]
    public async Task Who_waits_for_changes_is_answered_when_the_service_stops()
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_DRAIN_SECONDS", "3"));
        using var client = app.With(Token);
        var head = (string)(await client.GetJson("/v1/changes/head"))["cursor"]!;
        var waiting = client.GetJson($"/v1/changes?after={head}&wait=30");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/changes?after={head}")
        {
            Headers = { { "Accept", "text/event-stream" } },
        };
        using var stream = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);

        var stopping = app.Stop();
        Assert.Empty((await waiting.WaitAsync(promised))["items"]!.AsArray());
        Assert.Contains("still here", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // A client that connects anew meanwhile gets a whole answer, and not an error.
        using var again = new HttpRequestMessage(HttpMethod.Get, request.RequestUri) { Headers = { { "Accept", "text/event-stream" } } };
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(again)).StatusCode);
        Assert.False(stopping.IsCompleted);
    }

    [Fact]
    public async Task Who_waits_for_an_import_is_answered_when_the_service_stops()
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_DRAIN_SECONDS", "3"));
        using var client = app.With(Token);
        await using var locked = await efs.Owner.OpenConnectionAsync();
        await using var transaction = await locked.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE schools.school", locked, transaction))
            await command.ExecuteNonQueryAsync();
        var school = Documents.School();
        school["sourceId"] = "waits";
        var import = await (await client.Upload("resource=schools&regionCode=74", ImportClient.Lines(school))).ReadJson(202);
        var waiting = client.GetJson($"/v1/imports/{import.Id()}?wait=30");
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);

        var stopping = app.Stop();
        Assert.Contains((await waiting.WaitAsync(promised)).Text("state"), new[] { "queued", "running" });
        Assert.False(stopping.IsCompleted);
    }
}
