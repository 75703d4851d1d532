using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Local;

public sealed class ContainerTests
{
    /// <summary>Needs a Docker engine; without one the test is skipped and says so.</summary>
    [DockerFact]
    public async Task A_container_runs_the_tests_PostgreSQL()
    {
        await using var container = Server.Container();
        await container.StartAsync();
        Assert.Contains("postgres", container.GetConnectionString(), StringComparison.Ordinal);
    }

    private sealed class DockerFactAttribute : FactAttribute
    {
        public DockerFactAttribute()
        {
            if (!File.Exists("/var/run/docker.sock") && Environment.GetEnvironmentVariable("DOCKER_HOST") is not { Length: > 0 })
                Skip = "No Docker engine on this machine: neither /var/run/docker.sock nor DOCKER_HOST";
        }
    }
}
