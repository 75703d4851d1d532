using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Trajectories;

public sealed class MentorshipTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("""{"until":"2024-09-01"}""", "/until date-order")]
    [InlineData("""{"until":"2099-01-01"}""", "/until in-future")]
    [InlineData("""{"plannedUntil":"2024-09-01"}""", "/plannedUntil date-order")]
    [InlineData("""{"plannedUntil":"2099-01-01"}""")]
    [InlineData("""{"result":"Освоено"}""", "/result together-only")]
    [InlineData("""{"result":"Освоено","until":"2024-09-02"}""")]
    [InlineData(
        """{"meetings":[{"on":"2024-09-02","topic":"Знакомство","isHeld":true},{"on":"2024-09-01","topic":"Рано"}]}""",
        "/meetings/1/on date-order"
    )]
    [InlineData("""{"mentorConsentOn":null,"menteeConsentOn":"2099-01-01"}""", "/menteeConsentOn in-future", "/mentorConsentOn required")]
    [InlineData("""{"form":"friends","kind":"casual"}""", "/form not-one-of", "/kind not-one-of")]
    public async Task A_member_is_judged(string change, params string[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var document = await Pair();
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
            document[member] = value?.DeepClone();
        var response = await efs.Region74.SendJson("POST", "/v1/mentorships", document);
        if (errors.Length == 0)
            await response.ReadJson(201);
        else
            Assert.Equal(errors, (await response.ReadErrors(400, "request.invalid")).Order());
    }

    [Fact]
    public async Task Nobody_mentors_themself_or_another_region()
    {
        var pair = await Pair();
        Assert.Equal(
            ["/menteeId same-person"],
            await (await efs.Region74.SendJson("POST", "/v1/mentorships", pair.With("menteeId", pair["mentorId"]!.DeepClone()))).ReadErrors(
                400,
                "request.invalid"
            )
        );
        var foreign = await efs.Region27.Educator("27");
        Assert.Equal(
            ["/mentorId unknown-mentor"],
            await (await efs.Region74.SendJson("POST", "/v1/mentorships", pair.With("mentorId", foreign))).ReadErrors(
                422,
                "mentorships.unknown-mentor"
            )
        );
        Assert.Equal(
            ["/menteeId unknown-mentee"],
            await (await efs.Region74.SendJson("POST", "/v1/mentorships", pair.With("menteeId", foreign))).ReadErrors(
                422,
                "mentorships.unknown-mentee"
            )
        );
    }

    [Fact]
    public async Task A_pair_has_one_open_mentorship_and_another_after_its_end()
    {
        var pair = await Pair();
        var first = await efs.Region74.Create("/v1/mentorships", pair);
        var next = pair.With("since", "2025-01-09");
        Assert.Equal(
            ["/menteeId open-already"],
            await (await efs.Region74.SendJson("POST", "/v1/mentorships", next)).ReadErrors(409, "mentorships.open-already")
        );
        await efs.Region74.Create(
            "/v1/mentorships",
            pair.With("mentorId", pair["menteeId"]!.DeepClone()).With("menteeId", pair["mentorId"]!.DeepClone())
        ); // they mentor each other
        await (await Until(first, "2024-12-31")).ReadJson(200);
        var second = await efs.Region74.Create("/v1/mentorships", next);
        await (await Until(first, null)).ReadErrors(409, "mentorships.open-already");
        await (await Until(second, "2025-05-31")).ReadJson(200);
        await (await Until(first, null)).ReadJson(200);
        Assert.Equal(
            ["/since duplicate"],
            await (await efs.Region74.SendJson("POST", "/v1/mentorships", next.With("until", "2025-02-01"))).ReadErrors(
                409,
                "mentorships.duplicate"
            )
        );
    }

    [Fact]
    public async Task Of_many_mentorships_of_a_pair_opened_at_once_one_is()
    {
        var pair = await Pair();
        var statuses = await Registries.Concurrently(
            16,
            i =>
            {
                var document = pair.With("since", $"2024-10-{i + 1:00}");
                return i % 2 == 0
                    ? efs.Region74.SendJson("POST", "/v1/mentorships", document)
                    : efs.Region74.SendJson("PUT", $"/v1/mentorships/by-source/74/at-once-{i}", document);
            }
        );
        Assert.Equal([(201, 1), (409, 15)], statuses.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
    }

    private async Task<JsonObject> Pair() => Documents.Mentorship(await efs.Region74.Educator(), await efs.Region74.Educator());

    private Task<HttpResponseMessage> Until(JsonObject mentorship, string? until) =>
        efs.Region74.SendJson("PATCH", $"/v1/mentorships/{mentorship.Id()}", new JsonObject { ["until"] = until }, ("If-Match", "*"));
}
