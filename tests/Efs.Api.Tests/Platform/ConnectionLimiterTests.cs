using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Platform;

[Collection(Alone.Name)]
public sealed class ConnectionLimiterTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(3),
        margin = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_locked_table_delays_only_the_requests_that_need_it()
    {
        await using var app = await Start();
        using var client = app.With(efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!);
        var school = await client.Create("/v1/schools", Documents.School());
        await using (await Lock("schools.school"))
        {
            var waiting = Enumerable
                .Range(0, 80)
                .Select(i =>
                    Timed(() =>
                        i % 2 == 0
                            ? client.GetAsync($"/v1/schools/{school.Id()}")
                            : client.SendJson("POST", "/v1/schools", Documents.School())
                    )
                )
                .ToList();
            await Task.Delay(200);
            for (var i = 0; i < 10; i++)
            {
                await AnswersAtOnce(() => client.GetAsync("/v1/institutes"));
                await AnswersAtOnce(() => client.SendJson("POST", "/v1/educators", Documents.Educator()));
                await AnswersAtOnce(() => app.Anyone.GetAsync("/health/ready"));
                await AnswersAtOnce(async () =>
                {
                    using var another = await app.Client($"another-{i}", ["regions:read"], "74");
                    return await another.GetAsync("/v1/me");
                });
            }
            Assert.Contains(waiting, request => !request.IsCompleted);
            var codes = new HashSet<string>();
            foreach (var (response, elapsed) in await Task.WhenAll(waiting))
            {
                Assert.True(elapsed < limit + margin, $"{elapsed}");
                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
                Assert.NotNull(response.Headers.RetryAfter);
                codes.Add((await response.Json()).Text("type"));
            }
            Assert.Equal(["urn:efs:error:service.busy", "urn:efs:error:service.query-time"], codes.Order());
        }
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/v1/schools/{school.Id()}")).StatusCode);
    }

    [Fact]
    public async Task A_request_of_several_slow_statements_takes_no_longer_than_one()
    {
        await using var app = await Start();
        using var client = app.With(efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!);
        var school = await client.Create("/v1/schools", Documents.School());
        var educator = Documents.Educator();
        educator["sourceId"] = "slow";
        educator["employments"] = new JsonArray(Documents.Employment(school.Id()));
        await using var schools = await Lock("schools.school");
        var educators = await Lock("educators.educator");
        var waiting = Timed(() => client.SendJson("PUT", "/v1/educators/by-source/74/slow", educator));
        await Task.Delay(limit - TimeSpan.FromSeconds(0.5)); // the first statement succeeds
        await educators.DisposeAsync();

        var (response, elapsed) = await waiting;
        await response.ReadErrors(503, "service.query-time");
        Assert.InRange(elapsed, limit, limit + margin);
        await schools.DisposeAsync();
        await Task.Delay(500);
        Assert.Empty((await client.GetJson("/v1/educators?sourceId=slow"))["items"]!.AsArray());
    }

    // With permits for all requests of the one client: here they meet at the connections.
    private Task<RunningApp> Start() =>
        RunningApp.Start(efs.Connection, ("EFS_QUERY_SECONDS", $"{limit.TotalSeconds}"), ("EFS_CONCURRENCY", "100"));

    private static async Task AnswersAtOnce(Func<Task<HttpResponseMessage>> ask)
    {
        var (response, elapsed) = await Timed(ask);
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.RequestUri} {response.StatusCode}");
        Assert.True(elapsed < TimeSpan.FromSeconds(1), $"{response.RequestMessage.RequestUri} took {elapsed}");
    }

    private static async Task<(HttpResponseMessage Response, TimeSpan Elapsed)> Timed(Func<Task<HttpResponseMessage>> ask)
    {
        var watch = Stopwatch.StartNew();
        return (await ask(), watch.Elapsed);
    }

    // Another session holds the table until the connection is disposed.
    private async Task<NpgsqlConnection> Lock(string table)
    {
        var connection = await efs.Owner.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
