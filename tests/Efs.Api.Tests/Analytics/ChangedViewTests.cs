using System.Globalization;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Analytics;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Analytics;

/// <summary>Alone on its host: each connection of a pool learns by one failure that a view has another form.</summary>
public sealed class ChangedViewTests(FiguresHost efs) : IClassFixture<FiguresHost>
{
    [Fact]
    public async Task A_view_that_another_version_has_changed_loads_the_store_anew()
    {
        await CreatePeople(new Random(40), 60);
        await using var change = efs.Owner.CreateCommand(
            """
            DO $$
            BEGIN
                EXECUTE 'CREATE OR REPLACE VIEW analytics.schools AS SELECT v.*, v.kind AS again FROM ('
                    || rtrim(pg_get_viewdef('analytics.schools'), ';') || ') v';
            END $$
            """
        );
        await change.ExecuteNonQueryAsync();
        await efs.Region74.Create("/v1/schools", Documents.School());
        var head = (await efs.Region74.GetJson("/v1/changes/head")).Text("cursor");
        await efs.Region74.Cube("schools", $"consistentThrough={head}");
        await Eventually.True(TimeSpan.FromSeconds(30), NothingDiffers, "no fact differs");

        async Task<bool> NothingDiffers()
        {
            try
            {
                return (await StatisticsWorker.Verify(efs.Services, default)).Count == 0;
            }
            catch (PostgresException changed) when (changed.SqlState == PostgresErrorCodes.FeatureNotSupported)
            {
                return false;
            }
        }
    }

    // What they were changes from day to day: several places of work, categories that expire or overlap, days before and after all that.
    private async Task CreatePeople(Random random, int number)
    {
        var school = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        for (var i = 0; i < number; i++)
        {
            var educator = Documents
                .Educator()
                .With("employments", new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(Employment)]))
                .With("categories", new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(Category)]));
            var id = (await efs.Region74.Create("/v1/educators", educator)).Id();
            for (var documents = random.Next(4); documents > 0; documents--)
                await efs.Region74.Create("/v1/certificates", Documents.Certificate(id).With("issuedOn", Text(Day())));
        }

        JsonNode Employment(int index)
        {
            var since = Day();
            var work = Documents
                .Employment(school)
                .With("isMain", index == 1)
                .With("positionCode", random.Next(2) == 0 ? "teacher" : "rector")
                .With("subjectCodes", random.Next(2) == 0 ? new JsonArray("mathematics", "physics") : new JsonArray())
                .With("since", Text(since));
            return random.Next(2) == 0 ? work : work.With("until", Text(since.AddDays(random.Next(3000))));
        }

        JsonNode Category(int index)
        {
            var granted = Day();
            var category = new JsonObject { ["kind"] = random.Next(2) == 0 ? "first" : "highest", ["grantedOn"] = Text(granted) };
            return granted >= new DateOnly(2023, 9, 1) ? category : category.With("expiresOn", Text(granted.AddYears(5)));
        }

        DateOnly Day() => new(random.Next(2012, 2025), 1 + random.Next(12), 1 + random.Next(28));

        string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
