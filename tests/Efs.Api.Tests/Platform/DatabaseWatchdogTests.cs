using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Efs.Api.Tests.Platform;

[Collection(Alone.Name)]
public sealed class DatabaseWatchdogTests
{
    private const string Nowhere = "Host=127.0.0.1;Port=1;Database=efs;Username=efs";

    [Fact]
    public async Task An_instance_that_ends_leaves_the_threads_of_another_whose_database_is_away()
    {
        var usual = Threads();
        using (var stays = await Away(pool: 20))
        {
            Assert.Equal(usual + 40, Threads());
            using (var ends = await Away(pool: 10))
            {
                Assert.Equal(usual + 60, Threads());
                await ends.StopAsync(default);
            }
            Assert.Equal(usual + 40, Threads());
            await stays.StopAsync(default);
        }
        Assert.Equal(usual, Threads());
    }

    private static async Task<DatabaseWatchdog> Away(int pool)
    {
        var watchdog = new DatabaseWatchdog(
            RunningApp.SettingsOf(
                ("EFS_DATABASE", Nowhere),
                ("EFS_MASTER_KEY", Convert.ToBase64String(new byte[32])),
                ("EFS_POOL", $"{pool}")
            ),
            NullLogger<DatabaseWatchdog>.Instance
        );
        await watchdog.StartAsync(default);
        await Assert.ThrowsAsync<ProblemException>(() =>
            watchdog.WaitFor(async () =>
            {
                await Task.Delay(Timeout.Infinite);
                return true;
            })
        );
        return watchdog;
    }

    private static int Threads()
    {
        ThreadPool.GetMinThreads(out var workers, out _);
        return workers;
    }
}
