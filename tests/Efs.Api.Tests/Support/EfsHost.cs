using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Security;
using Efs.Api.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Efs.Api.Tests.Support;

/// <summary>The real application on a real port over a database of its own; one for each test class that asks for it.</summary>
public class EfsHost : IAsyncLifetime
{
    private WebApplication? app;

    /// <summary>Sends no token.</summary>
    public HttpClient Anyone { get; private set; } = null!;

    /// <summary>Regional systems with every right but the administrator's.</summary>
    public HttpClient Region74 { get; private set; } = null!;
    public HttpClient Region27 { get; private set; } = null!;

    /// <summary>Sees every region, no personal data.</summary>
    public HttpClient Analyst { get; private set; } = null!;
    public HttpClient Administrator { get; private set; } = null!;

    /// <summary>How this host's database is reached, as its owner.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>The database as its owner sees it: for arranging what no caller could, and for looking behind the answers.</summary>
    public NpgsqlDataSource Owner { get; private set; } = null!;
    public IServiceProvider Services => app!.Services;

    /// <summary>Settings of this host beside the database.</summary>
    protected virtual Dictionary<string, string?> Settings => [];

    /// <summary>Whether it keeps a statistics store; loading one takes a while.</summary>
    protected virtual bool HasAnalytics => false;

    /// <summary>Tells what day it is in each region.</summary>
    protected virtual TimeProvider Clock => TimeProvider.System;

    /// <summary>Replaces services by doubles.</summary>
    protected virtual void Replace(IServiceCollection services) { }

    public async Task InitializeAsync()
    {
        Connection = await Server.NewDatabase();
        Owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Connection) { MaxPoolSize = 5 });
        await StartApp();
        Region74 = await Client("region-74", WholeRegion, "74");
        Region27 = await Client("region-27", WholeRegion, "27");
        Analyst = await Client("analyst", ["regions:read", "institutes:read", "schools:read", "educators:read", "analytics:read"]);
        Administrator = await Client("administrator", ["regions:read", "security:admin"]);
    }

    public static IReadOnlyList<string> WholeRegion => [.. ApiClientFields.KnownScopes.Where(s => s != "security:admin")];

    /// <summary>Registers a client and gets a token for it; without regions it is federal.</summary>
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
        return WithToken(await Token(id, made.Secret.Secret));
    }

    public async Task<string> Token(string id, string secret)
    {
        var response = await Anyone.PostAsync(
            "/oauth/token",
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = id,
                    ["client_secret"] = secret,
                }
            )
        );
        response.EnsureSuccessStatusCode();
        return (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!;
    }

    public HttpClient WithToken(string token) =>
        new()
        {
            BaseAddress = Anyone.BaseAddress,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };

    public async Task DisposeAsync()
    {
        foreach (var client in new[] { Anyone, Region74, Region27, Analyst, Administrator })
            client.Dispose();
        await app!.StopAsync();
        await app.DisposeAsync();
        await Owner.DisposeAsync();
        await Server.Drop(Connection);
    }

    private async Task StartApp()
    {
        var given = new Dictionary<string, string?>
        {
            ["EFS_DATABASE"] = Connection,
            ["EFS_MASTER_KEY"] = Convert.ToBase64String(new byte[32]),
            ["EFS_URLS"] = "http://127.0.0.1:0",
            ["EFS_RATE"] = "1000000",
            ["EFS_RATE_BURST"] = "1000000",
            ["EFS_POOL"] = "20",
            ["EFS_DATABASE_TIMEOUT_MS"] = RunningApp.BusyServerTimeout,
            ["EFS_DRAIN_SECONDS"] = "0",
            ["EFS_ANALYTICS"] = HasAnalytics ? "on" : "off",
        };
        foreach (var (name, value) in Settings)
            given[name] = value;
        app = App.Build(new Settings(new ConfigurationBuilder().AddInMemoryCollection(given).Build()), Clock, Replace);
        await Commands.Prepare(app.Services);
        await app.StartAsync();
        Anyone = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }
}

/// <summary>The application with a statistics store.</summary>
public class FiguresHost : EfsHost
{
    protected override bool HasAnalytics => true;
}
