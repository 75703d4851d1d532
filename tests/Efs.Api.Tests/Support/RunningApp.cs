using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Security;
using Efs.Api.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Efs.Api.Tests.Support;

/// <summary>One more instance of the service, started and stopped by its test.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    /// <summary>The server of the tests creates databases all the time and may be silent while its disk is busy.</summary>
    public const string BusyServerTimeout = "20000";
    private readonly WebApplication app;
    private Task? stopped;

    private RunningApp(WebApplication app)
    {
        this.app = app;
        Anyone = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public IServiceProvider Services => app.Services;
    public HttpClient Anyone { get; }

    public static async Task<RunningApp> Start(string database, params (string Name, string? Value)[] settings)
    {
        var app = App.Build(
            SettingsOf([
                ("EFS_DATABASE", database),
                ("EFS_MASTER_KEY", Convert.ToBase64String(new byte[32])),
                ("EFS_URLS", "http://127.0.0.1:0"),
                ("EFS_RATE", "1000000"),
                ("EFS_RATE_BURST", "1000000"),
                ("EFS_POOL", "20"),
                ("EFS_DATABASE_TIMEOUT_MS", BusyServerTimeout),
                ("EFS_DRAIN_SECONDS", "0"),
                .. settings,
            ])
        );
        try
        {
            await Commands.Prepare(app.Services);
            await app.StartAsync();
            return new(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public static Settings SettingsOf(params (string Name, string? Value)[] settings)
    {
        var given = new Dictionary<string, string?>();
        foreach (var (name, value) in settings)
            given[name] = value;
        return new(new ConfigurationBuilder().AddInMemoryCollection(given).Build());
    }

    /// <summary>Registers a client of these regions, of all without any, and gets a token for it.</summary>
    public async Task<HttpClient> Client(string id, IReadOnlyList<string> scopes, params string[] regions)
    {
        var made = await Commands.As(
            Services,
            mediator =>
                mediator.Send(
                    new CreateClient
                    {
                        Client = new()
                        {
                            Id = id,
                            Name = id,
                            Scopes = scopes,
                            Regions = regions,
                            IsFederal = regions.Length == 0,
                        },
                    }
                )
        );
        var response = await Anyone.PostAsync(
            "/oauth/token",
            new FormUrlEncodedContent([
                new("grant_type", "client_credentials"),
                new("client_id", id),
                new("client_secret", made.Secret.Secret),
            ])
        );
        return With((string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!);
    }

    /// <summary>Stops as SIGTERM does.</summary>
    public Task Stop()
    {
        app.Lifetime.StopApplication();
        return stopped ??= app.StopAsync();
    }

    public HttpClient With(string token) =>
        new()
        {
            BaseAddress = Anyone.BaseAddress,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };

    public async ValueTask DisposeAsync()
    {
        Anyone.Dispose();
        await Stop();
        await app.DisposeAsync();
    }
}

/// <summary>Waiting for what the contract promises within a time.</summary>
internal static class Eventually
{
    public static async Task True(TimeSpan within, Func<Task<bool>> holds, string what)
    {
        using var patience = new CancellationTokenSource(within);
        while (!await holds())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Not within {within.TotalSeconds} s: {what}");
            await Task.Delay(50);
        }
    }
}
