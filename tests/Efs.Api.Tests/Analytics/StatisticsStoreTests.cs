using System.Text.Json.Nodes;
using Efs.Api.Modules.Analytics;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Analytics;

/// <summary>The statistics store equals the tables at a commit of each region, whatever was written and however it ended.</summary>
public sealed class StatisticsStoreTests(FiguresHost efs) : IClassFixture<FiguresHost>
{
    [Fact]
    public async Task A_client_reads_what_it_has_just_written()
    {
        var educators = await efs.Region74.Figure("educators", "region=74&period=2026");
        await efs.Region74.Create("/v1/educators", Documents.Educator());
        var head = (await efs.Region74.GetJson("/v1/changes/head")).Text("cursor");
        Assert.Equal(educators + 1, await efs.Region74.Figure("educators", $"region=74&period=2026&consistentThrough={head}"));
    }

    [Fact]
    public async Task After_random_writes_no_fact_differs()
    {
        var random = new Random(14);
        var school = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        var people = new List<Guid>();
        for (var i = 0; i < 60; i++)
        {
            var educator = Documents.Educator();
            if (random.Next(4) > 0)
                educator["employments"] = new JsonArray(Documents.Employment(school).With("subjectCodes", Subjects(random)));
            if (random.Next(2) == 0)
                educator["categories"] = new JsonArray(
                    new JsonObject { ["kind"] = "first", ["grantedOn"] = $"{random.Next(2024, 2026)}-05-01" }
                );
            if (people.Count > 5 && random.Next(3) == 0)
                await (
                    await efs.Region74.SendJson("PUT", $"/v1/educators/{people[random.Next(people.Count)]}", educator, ("If-Match", "*"))
                ).ReadJson(200);
            else
                people.Add((await efs.Region74.Create("/v1/educators", educator)).Id());
            if (random.Next(2) == 0)
                await efs.Region74.Create("/v1/certificates", Documents.Certificate(people[random.Next(people.Count)]));
            if (random.Next(6) == 0)
                await Delete(people, random);
        }
        Assert.Empty(await StatisticsWorker.Verify(efs.Services, default));
        Assert.Equal(people.Count, await Count("educators.educator WHERE region_code = '74' AND id = ANY ($1)", people.ToArray()));
    }

    [Fact]
    public async Task After_an_import_and_a_depersonalisation_no_fact_differs()
    {
        var school = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        var snils = Enumerable.Range(0, 40).Select(_ => Documents.NewSnils()).ToList();
        var educators = snils.Select(
            (s, i) =>
                Documents
                    .Educator()
                    .With("sourceId", $"counted-{i}")
                    .With("snils", s)
                    .With(
                        "employments",
                        new JsonArray([.. Enumerable.Range(0, i % 3).Select(n => Documents.Employment(school).With("isMain", n == 0))])
                    )
        );
        Assert.Equal(
            "done created=40",
            (await efs.Region74.Import("resource=educators&regionCode=74", ImportClient.Lines(educators))).Summary()
        );
        // The same people in another region: their rows are no longer alone.
        foreach (var s in snils.Take(5))
            await efs.Region27.Create("/v1/educators", Documents.Educator("27").With("snils", s));
        var gone = (await efs.Region74.GetJson("/v1/educators?sourceId=counted-1"))["items"]![0]!.AsObject().Id();
        await efs.Region74.Create("/v1/certificates", Documents.Certificate(gone));
        Assert.Empty(await StatisticsWorker.Verify(efs.Services, default));
        await (await efs.Region74.SendJson("DELETE", $"/v1/educators/{gone}/personal-data", (string?)null, ("If-Match", "*"))).ReadJson(
            204
        );
        Assert.Empty(await StatisticsWorker.Verify(efs.Services, default));
        using var federal = await efs.Client("federal", EfsHost.WholeRegion);
        await using var people = efs.Owner.CreateCommand(
            "SELECT count(DISTINCT person_id) FROM analytics.employments WHERE since <= '2025-12-31' AND coalesce(until, '2025-12-31') >= '2025-12-31'"
        );
        Assert.Equal((long)(await people.ExecuteScalarAsync())!, (long)await federal.Figure("educators", "period=2025"));
    }

    [Fact]
    public async Task A_fact_that_differs_is_named()
    {
        await efs.Region74.Create("/v1/schools", Documents.School());
        Assert.Empty(await StatisticsWorker.Verify(efs.Services, default));
        await using var silently = efs.Owner.CreateCommand(
            "SET session_replication_role = replica; UPDATE schools.school SET is_rural = NOT is_rural; RESET session_replication_role"
        );
        var schools = await silently.ExecuteNonQueryAsync();
        Assert.Equal([new StatisticsDifference("schools", schools, schools)], await StatisticsWorker.Verify(efs.Services, default));
        silently.CommandText =
            "SET session_replication_role = replica; UPDATE schools.school SET is_rural = NOT is_rural; RESET session_replication_role";
        await silently.ExecuteNonQueryAsync();
        Assert.Empty(await StatisticsWorker.Verify(efs.Services, default));
    }

    private static JsonArray Subjects(Random random) => random.Next(2) == 0 ? new("mathematics") : new("mathematics", "physics");

    // An educator with certificates can't be deleted.
    private async Task Delete(List<Guid> people, Random random)
    {
        var who = people[random.Next(people.Count)];
        if ((await efs.Region74.SendJson("DELETE", $"/v1/educators/{who}", null, ("If-Match", "*"))).IsSuccessStatusCode)
            people.Remove(who);
    }

    private async Task<long> Count(string from, Guid[] ids)
    {
        await using var command = efs.Owner.CreateCommand($"SELECT count(*) FROM {from}");
        command.Parameters.Add(new NpgsqlParameter { Value = ids });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
