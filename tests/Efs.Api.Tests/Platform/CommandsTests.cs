using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Efs.Api.Tests.Platform;

public sealed class CommandsTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_service_that_stops_unasked_says_so_by_its_exit_code(bool isFaulty, int code)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHostedService(services => new Stopping(services.GetRequiredService<IHostApplicationLifetime>(), isFaulty));
        await using var app = builder.Build();
        Assert.Equal(code, await Commands.Run(app, _ => "Started"));
    }

    private sealed class Stopping(IHostApplicationLifetime lifetime, bool isFaulty) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Delay(100, stoppingToken);
            if (isFaulty)
                throw new InvalidOperationException();
            lifetime.StopApplication();
        }
    }
}
