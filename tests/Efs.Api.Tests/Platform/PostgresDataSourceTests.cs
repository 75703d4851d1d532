using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Efs.Api.Tests.Platform;

public sealed class PostgresDataSourceTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly Sql<int> one = new("SELECT 1");

    [Theory]
    [InlineData("idle_in_transaction_session_timeout", "30000")]
    [InlineData("tcp_keepalives_idle", "15")]
    [InlineData("tcp_keepalives_interval", "5")]
    [InlineData("tcp_keepalives_count", "3")]
    [InlineData("tcp_user_timeout", "30000")]
    public async Task A_lost_machine_holds_its_locks_for_half_a_minute(string setting, string value)
    {
        var source = efs.Services.GetRequiredService<NpgsqlDataSource>();
        await using var ask = source.CreateCommand($"SELECT reset_val FROM pg_settings WHERE name = '{setting}'");
        Assert.Equal(value, await ask.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_snapshot_may_pause_for_longer_than_a_transaction_that_writes()
    {
        var impatient = new NpgsqlConnectionStringBuilder(efs.Connection) { Options = "-c idle_in_transaction_session_timeout=300" };
        await using var app = await RunningApp.Start(impatient.ConnectionString);
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        await db.InSnapshot(
            async () =>
            {
                await db.Query(one, new { }, default);
                await Task.Delay(1000);
                Assert.Equal([1], await db.Query(one, new { }, default));
            },
            default
        );
    }
}
