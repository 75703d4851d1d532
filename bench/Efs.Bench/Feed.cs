using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Bench;

/// <summary>A reader of the feed of changes, as a regional system has one.</summary>
internal sealed class ChangeFeedReader(HttpClient client)
{
    private sealed record Page(IReadOnlyList<Item> Items, string Cursor, bool HasMore);

    /// <summary>A change, as a reader keeps it.</summary>
    internal sealed record Item(string Cursor, DateTime At, string RegionCode, string Resource, Guid Id, string Operation, int Version);

    private sealed record Head(string Cursor);

    public static HttpClient Client(string address, string token) =>
        new() { BaseAddress = new(address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    /// <summary>Reads the feed from its beginning as fast as it comes, two minutes at most; tells how much in which time.</summary>
    public async Task Drain()
    {
        var (changes, began) = (0L, Stopwatch.GetTimestamp());
        for (var page = await Next("", 0); ; page = await Next(page.Cursor, 0))
        {
            changes += page.Items.Count;
            if (!page.HasMore || Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(2))
                break;
        }
        Say(new { Changes = changes, Seconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 2) });
    }

    /// <summary>Follows the feed from now on until told to end (SIGTERM); tells how long after its commit each change was here.</summary>
    public async Task Follow()
    {
        using var ending = new Termination();
        var cursor = (await client.GetFromJsonAsync<Head>("/v1/changes/head", Json.Options))!.Cursor;
        var lags = new List<double>();
        try
        {
            while (!ending.Token.IsCancellationRequested)
            {
                var page = await Next(cursor, 10, ending.Token);
                var now = DateTime.UtcNow;
                lags.AddRange(page.Items.Select(i => (now - i.At).TotalMilliseconds));
                cursor = page.Cursor;
            }
        }
        catch (OperationCanceledException) { }
        lags.Sort();
        Say(
            new
            {
                Changes = lags.Count,
                P50 = Of(0.5),
                P95 = Of(0.95),
                P99 = Of(0.99),
                Longest = Of(1),
            }
        );

        double? Of(double share) => lags.Count == 0 ? null : Math.Round(lags[Math.Min(lags.Count - 1, (int)(share * lags.Count))], 1);
    }

    /// <summary>
    /// Appends the changes to a file, from its last one on, until told to end (SIGTERM) and nothing is left to read. It goes on
    /// through any fault but the answer that its position is not of this feed.
    /// </summary>
    /// <returns>Whether the feed knew its position all the time.</returns>
    public async Task<bool> Copy(string file)
    {
        using var ending = new Termination();
        var after = File.Exists(file) ? Journal.Read<Item>(file).LastOrDefault()?.Cursor ?? "" : "";
        using var journal = new Journal(file);
        while (true)
        {
            try
            {
                var page = await Next(after, ending.Token.IsCancellationRequested ? 0 : 1);
                foreach (var item in page.Items)
                    journal.Add(item);
                after = page.Cursor;
                if (ending.Token.IsCancellationRequested && page is { Items.Count: 0, HasMore: false })
                    return true;
            }
            catch (HttpRequestException gone) when (gone.StatusCode == HttpStatusCode.Gone)
            {
                return false;
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(200);
            }
        }
    }

    private async Task<Page> Next(string after, int wait, CancellationToken cancellationToken = default) =>
        (
            await client.GetFromJsonAsync<Page>(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"/v1/changes?limit=1000&wait={wait}{(after.Length == 0 ? "" : $"&after={Uri.EscapeDataString(after)}")}"
                ),
                Json.Options,
                cancellationToken
            )
        )!;

    private static void Say(object found) => Console.WriteLine(JsonSerializer.Serialize(found, Json.Options));
}
