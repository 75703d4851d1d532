using System.Net;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

public sealed class DatabaseHealthCheckTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly TimeSpan promised = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_service_whose_migrations_are_missing_is_not_ready_and_names_them()
    {
        await Do("UPDATE platform.migration SET success = false WHERE name = 'V0006__security.sql'");
        await Eventually.True(promised, async () => await Status() == HttpStatusCode.ServiceUnavailable, "not ready");
        Assert.Contains(
            "V0006__security.sql",
            await (await efs.Anyone.GetAsync("/health/ready")).Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        await Do("UPDATE platform.migration SET success = true WHERE name = 'V0006__security.sql'");
        await Eventually.True(promised, async () => await Status() == HttpStatusCode.OK, "ready");
    }

    [Fact]
    public async Task Who_locks_the_list_of_migrations_stops_nothing()
    {
        await using var connection = await efs.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "LOCK TABLE platform.migration";
            await command.ExecuteNonQueryAsync();
        }
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await Status());
            Assert.Equal(HttpStatusCode.OK, (await efs.Region74.GetAsync("/v1/schools")).StatusCode);
            await Task.Delay(250);
        }
    }

    private async Task<HttpStatusCode> Status() => (await efs.Anyone.GetAsync("/health/ready")).StatusCode;

    private async Task Do(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
