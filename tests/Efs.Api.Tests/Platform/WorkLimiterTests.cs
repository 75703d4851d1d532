using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Platform.Http;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Platform;

/// <summary>What one client has under way at once, and that another goes on beside it.</summary>
public sealed class WorkLimiterTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const int Permits = 8,
        Queue = 16 * Permits;

    /// <summary>Requests that a locked table holds up, and how many of them take all permits of their client.</summary>
    [Theory]
    [InlineData("GET", "/v1/schools?limit=1", 8)]
    [InlineData("GET", "/v1/schools?limit=100&count=false", 8)]
    [InlineData("GET", "/v1/schools?limit=101", 4)]
    [InlineData("GET", "/v1/schools?count=true", 2)]
    [InlineData("GET", "/v1/schools?q=лицей", 2)]
    [InlineData("POST", "/v1/reconciliations", 1)]
    public async Task A_client_has_its_permits_under_way_and_no_more(string method, string path, int number)
    {
        await using var app = await RunningApp.Start(
            efs.Connection,
            ("EFS_CONCURRENCY", $"{Permits}"),
            ("EFS_POOL", "60"),
            ("EFS_ANALYTICS", "off")
        );
        using var busy = app.With(efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!);
        using var other = app.With(efs.Region27.DefaultRequestHeaders.Authorization!.Parameter!);
        var body = method == "POST" ? Inventory() : null;
        await using var connection = await efs.Owner.OpenConnectionAsync();
        await using var locking = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE schools.school IN ACCESS EXCLUSIVE MODE", connection, locking))
            await command.ExecuteNonQueryAsync();

        var held = Enumerable.Range(0, number).Select(_ => busy.SendJson(method, path, body?.DeepClone())).ToList();
        await Eventually.True(TimeSpan.FromSeconds(8), async () => await Waiting() == number, "the requests wait for the table");
        var queued = Enumerable.Range(0, Queue + 5).Select(_ => busy.GetAsync("/v1/regions/74")).ToList();
        for (var rejected = 0; rejected < 5; rejected++)
        {
            var first = await Task.WhenAny(queued);
            await (await first).ReadErrors(429, "request.too-many");
            Assert.NotNull((await first).Headers.RetryAfter);
            queued.Remove(first);
        }
        Assert.DoesNotContain(queued, q => q.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/v1/regions/74")).StatusCode);

        await locking.RollbackAsync();
        foreach (var response in await Task.WhenAll([.. held, .. queued]))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_request_that_waits_for_an_event_holds_no_permit()
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_CONCURRENCY", "1"));
        using var client = app.With(efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!);
        using var stream = await Stream(client);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/regions/74")).StatusCode);
    }

    [Fact]
    public async Task A_stream_beyond_those_of_a_client_is_rejected()
    {
        await using var app = await RunningApp.Start(efs.Connection);
        using var client = app.With(efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!);
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 20; i++)
        {
            streams.Add(await Stream(client));
            Assert.Equal("text/event-stream", streams[^1].Content.Headers.ContentType?.MediaType);
        }
        await (await Stream(client)).ReadErrors(429, "request.too-many");
        streams.ForEach(s => s.Dispose());
    }

    [Theory]
    [InlineData("", 2)] // a quarter for the address
    [InlineData("127.0.0.1", 8)]
    public async Task Connections_are_bounded_by_address_and_in_all(string proxies, int number)
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_CONNECTIONS", "8"), ("EFS_PROXIES", proxies));
        var sockets = new List<Socket>();
        for (var i = 0; i < number; i++)
            sockets.Add(await Connect());
        Assert.All(sockets, s => Assert.False(s.Poll(0, SelectMode.SelectRead)));
        Assert.Equal(0, await Received(""));
        sockets[0].Dispose();
        await Eventually.True(
            TimeSpan.FromSeconds(10),
            async () => await Received("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") > 0,
            "the place of a closed connection is free"
        );
        sockets.ForEach(s => s.Dispose());

        async Task<Socket> Connect()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, app.Anyone.BaseAddress!.Port);
            return socket;
        }

        async Task<int> Received(string request)
        {
            try
            {
                using var socket = await Connect();
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                await socket.SendAsync(Encoding.ASCII.GetBytes(request), patience.Token);
                return await socket.ReceiveAsync(new byte[100], patience.Token);
            }
            catch (SocketException)
            {
                return 0; // reset
            }
        }
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    public void An_address_counts_as_its_subscriber(string address, string counted) =>
        Assert.Equal(counted, ClientAddress.Of(IPAddress.Parse(address)));

    private static Task<HttpResponseMessage> Stream(HttpClient client) =>
        client.SendAsync(
            new(HttpMethod.Get, "/v1/changes") { Headers = { Accept = { new("text/event-stream") } } },
            HttpCompletionOption.ResponseHeadersRead
        );

    private static JsonObject Inventory() =>
        new()
        {
            ["resource"] = "schools",
            ["regionCode"] = "74",
            ["pairs"] = new JsonArray(new JsonObject { ["sourceId"] = "x", ["hash"] = new string('0', 64) }),
        };

    private async Task<long> Waiting()
    {
        await using var count = efs.Owner.CreateCommand(
            """
            SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE NOT l.granted AND l.relation = 'schools.school'::regclass AND a.query NOT LIKE '%analytics.%'
            """
        );
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
