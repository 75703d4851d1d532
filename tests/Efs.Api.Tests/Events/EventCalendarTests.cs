using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Events;

public sealed partial class EventCalendarTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task A_day_of_the_programme_is_an_entry_in_the_time_of_the_region()
    {
        var hosted = await efs.Region74.Create(
            "/v1/events",
            Documents
                .Event()
                .With("title", "Стажировка; вторая, \"практика\" \\ 2024 года для руководителей и педагогов всех приглашённых регионов")
                .With("webAddress", "https://example.ru/internship")
                .With(
                    "agenda",
                    JsonNode.Parse(
                        """
                        [{"day":"2024-10-11","beginsAt":"09:30","finishesAt":"12:00","title":"Итоги"},
                         {"day":"2024-10-10","beginsAt":"10:00","finishesAt":"11:30","title":"Открытие"},
                         {"day":"2024-10-10","beginsAt":"12:00","finishesAt":"18:00","title":"Работа команд"}]
                        """
                    )
                )
        );
        var entries = Parse(await Calendar(efs.Region74, $"/v1/events/{hosted.Id()}/calendar"));
        Assert.Equal(["20241010T050000Z", "20241011T043000Z"], entries.Select(e => e["DTSTART"])); // UTC+5
        Assert.Equal(["20241010T130000Z", "20241011T070000Z"], entries.Select(e => e["DTEND"]));
        Assert.Equal(2, entries.Select(e => e["UID"]).Distinct().Count());
        Assert.All(entries, e => Assert.Equal(hosted.Text("title"), e["SUMMARY"]));
        Assert.All(entries, e => Assert.Equal("CONFIRMED", e["STATUS"]));
        Assert.Equal("10:00–11:30 Открытие\n12:00–18:00 Работа команд", entries[0]["DESCRIPTION"]);
        Assert.Equal("https://example.ru/internship", entries[0]["URL"]);
    }

    [Fact]
    public async Task An_older_event_with_an_address_that_nobody_opens_is_an_entry_without_it()
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event());
        await using var wrong = efs.Owner.CreateCommand("UPDATE events.event SET web_address = 'https://[::1' WHERE id = $1");
        wrong.Parameters.Add(new() { Value = hosted.Id() });
        await wrong.ExecuteNonQueryAsync();
        Assert.DoesNotContain("URL", Assert.Single(Parse(await Calendar(efs.Region74, $"/v1/events/{hosted.Id()}/calendar"))).Keys);
    }

    [Fact]
    public async Task An_event_without_a_programme_takes_whole_days_and_a_cancelled_one_says_so()
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event());
        await efs.Region74.Create(
            $"/v1/events/{hosted.Id()}/transitions",
            new JsonObject { ["to"] = "cancelled", ["comment"] = "Карантин" }
        );
        var entry = Assert.Single(Parse(await Calendar(efs.Region74, $"/v1/events/{hosted.Id()}/calendar")));
        Assert.Equal(("20241010", "20241012", "CANCELLED"), (entry["DTSTART"], entry["DTEND"], entry["STATUS"]));
    }

    [Fact]
    public async Task The_calendar_of_a_region_holds_its_events_and_those_it_is_invited_to()
    {
        var day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(10).ToString("O", null);
        using var third = await efs.Client("region-70-calendar", EfsHost.WholeRegion, "70");
        var own = await Held(third, "70", "70");
        var invited = await Held(efs.Region74, "74", "70");
        var everybodys = await Held(efs.Region74, "74");
        var others = await Held(efs.Region74, "74", "27");
        var past = await third.Create("/v1/events", Documents.Event("70", "70"));
        var uids = Parse(await Calendar(third, "/v1/events/calendar?regionCode=70")).Select(e => e["UID"]).ToList();
        foreach (var shown in new[] { own, invited, everybodys })
            Assert.Contains($"{shown.Id()}@efs", uids);
        foreach (var hidden in new[] { others, past })
            Assert.DoesNotContain($"{hidden.Id()}@efs", uids);
        await (await third.GetAsync("/v1/events/calendar?regionCode=74")).ReadErrors(403, "access.region");

        // However many events another region has, the region's own and those of third ones are there.
        var flood = Enumerable
            .Range(0, 1001)
            .Select(i => Documents.Event("27").With("sourceId", $"flood-{i}").With("startsOn", "2095-01-01").With("endsOn", "2095-01-01"));
        Assert.Equal(
            "done created=1001",
            (await efs.Region27.Import("resource=events&regionCode=27", ImportClient.Lines(flood))).Summary()
        );
        uids = [.. Parse(await Calendar(third, "/v1/events/calendar?regionCode=70")).Select(e => e["UID"])];
        Assert.Equal(1000, uids.Count);
        foreach (var shown in new[] { own, invited, everybodys })
            Assert.Contains($"{shown.Id()}@efs", uids);

        Task<JsonObject> Held(HttpClient client, string region, params string[] regions) =>
            client.Create("/v1/events", Documents.Event(region, regions).With("startsOn", day).With("endsOn", day));
    }

    private static async Task<string> Calendar(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        Assert.Equal("text/calendar; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        return await response.Body();
    }

    // By the grammar of RFC 5545: lines end with CRLF and hold 75 octets, folded lines go on after a space, texts are escaped.
    private static List<Dictionary<string, string>> Parse(string calendar)
    {
        Assert.EndsWith("\r\n", calendar, StringComparison.Ordinal);
        var folded = calendar[..^2].Split("\r\n");
        Assert.All(folded, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 1, 75));
        Assert.DoesNotContain(folded, line => line.Contains('\n', StringComparison.Ordinal));
        var lines = calendar[..^2].Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
        Assert.Equal(("BEGIN:VCALENDAR", "END:VCALENDAR"), (lines[0], lines[^1]));
        Assert.Contains("VERSION:2.0", lines);
        Assert.Contains(lines, line => line.StartsWith("PRODID:", StringComparison.Ordinal));
        var entries = new List<Dictionary<string, string>>();
        foreach (var line in lines)
        {
            if (line == "BEGIN:VEVENT")
                entries.Add([]);
            var match = Line().Match(line);
            Assert.True(match.Success, line);
            if (entries.Count > 0 && line is not ("BEGIN:VEVENT" or "END:VEVENT" or "END:VCALENDAR"))
                entries[^1].Add(match.Groups["name"].Value, Unescaped(match.Groups["value"].Value));
        }
        Assert.All(entries, entry => Assert.Matches("^[0-9]{8}T[0-9]{6}Z$", entry["DTSTAMP"]));
        return entries;
    }

    private static string Unescaped(string text) =>
        Escape().Replace(text, match => match.Value is "\\n" or "\\N" ? "\n" : match.Value[1..]);

    [GeneratedRegex("^(?<name>[A-Z-]+)(;[A-Z-]+=[^:;]+)*:(?<value>.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"\\[\\;,nN]")]
    private static partial Regex Escape();
}
