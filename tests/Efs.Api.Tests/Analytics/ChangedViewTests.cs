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
}
