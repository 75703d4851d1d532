using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Events;

/// <summary>The pages of an event for print.</summary>
public sealed class EventPagesTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task The_programme_says_who_organises_what_takes_place_and_who_receives()
    {
        var institute = await efs.Region74.Create("/v1/institutes", Documents.Institute().With("fullName", "Институт «Пример»"));
        var hosted = await efs.Region74.Create(
            "/v1/events",
            Documents
                .Event()
                .With("title", "Стажировка <руководителей>")
                .With("organisations", new JsonArray(new JsonObject { ["role"] = "organiser", ["instituteId"] = institute.Id() }))
                .With("agenda", JsonNode.Parse("""[{"day":"2024-10-10","beginsAt":"10:00","finishesAt":"11:30","title":"Открытие"}]"""))
                .With("sites", JsonNode.Parse("""[{"key":"a","title":"Школа дня","name":"Лицей","capacity":15,"days":["2024-10-11"]}]"""))
        );
        var page = await Printed(efs.Region27, $"/v1/events/{hosted.Id()}/program");
        Assert.Contains("&lt;", page, StringComparison.Ordinal);
        foreach (var text in new[] { "Институт «Пример»", "10.10.2024 — 11.10.2024", "10:00–11:30", "Открытие", "Школа дня", "Лицей" })
            Assert.Contains(text, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_participants_names_whom_the_reader_may_know()
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event().With("capacity", 3));
        var here = await efs.Region74.Create("/v1/educators", Documents.Educator("74", "Здешняя"));
        var there = await efs.Region27.Create("/v1/educators", Documents.Educator("27", "Дальняя"));
        await efs.Region74.Create("/v1/registrations", Of(hosted, here, "74"));
        await efs.Region27.Create("/v1/registrations", Of(hosted, there, "27"));
        await efs.Region27.Create("/v1/registrations", Documents.Registration(hosted.Id(), "27", Documents.Newcomer(lastName: "Гостья")));
        await efs.Region74.Create("/v1/registrations", Documents.Registration(hosted.Id(), "74", Documents.Newcomer(lastName: "Ждущая")));

        var path = $"/v1/events/{hosted.Id()}/participants";
        var owners = WebUtility.HtmlDecode(await Printed(efs.Region74, path));
        Assert.Contains("Здешняя", owners, StringComparison.Ordinal);
        Assert.Contains("Гостья", owners, StringComparison.Ordinal);
        Assert.DoesNotContain("Дальняя", owners, StringComparison.Ordinal);
        Assert.DoesNotContain("Ждущая", owners, StringComparison.Ordinal);
        var guests = WebUtility.HtmlDecode(await Printed(efs.Region27, path));
        Assert.Contains("Дальняя", guests, StringComparison.Ordinal);
        Assert.DoesNotContain("Здешняя", guests, StringComparison.Ordinal);

        using var masked = await efs.Client("no-participants", ["events:read", "educators:read"], "74");
        await (await masked.GetAsync(path)).ReadErrors(403, "access.scope");
    }

    [Fact]
    public async Task Of_a_long_list_the_first_people_are_printed_and_entries_of_the_audit_name_a_thousand_each()
    {
        var hosted = await efs.Region74.Create("/v1/events", Documents.Event());
        for (var i = 0; i < 21; i++)
        {
            JsonObject[] people = [.. Enumerable.Range(1, 100).Select(n => Documents.Newcomer($"{n}"))];
            await efs.Region74.Create("/v1/registrations", Documents.Registration(hosted.Id(), "74", people));
        }
        var page = WebUtility.HtmlDecode(await Printed(efs.Region74, $"/v1/events/{hosted.Id()}/participants"));
        Assert.Equal(2000, page.Split("Приезжая").Length - 1);
        Assert.Contains("Напечатаны первые 2000", page, StringComparison.Ordinal);
        await using var command = efs.Owner.CreateCommand(
            "SELECT string_agg(cardinality(records)::text, ' ' ORDER BY position) FROM platform.audit "
                + "WHERE operation = 'PrintEventParticipants' AND cardinality(records) > 10"
        );
        Assert.Equal("1000 1000", await command.ExecuteScalarAsync());
    }

    private static JsonObject Of(JsonObject hosted, JsonObject educator, string region) =>
        Documents.Registration(hosted.Id(), region, new JsonObject { ["key"] = "1", ["educatorId"] = educator.Id() });

    /// <summary>The page, in which nothing runs.</summary>
    private static async Task<string> Printed(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = await response.Body();
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        return page;
    }
}
