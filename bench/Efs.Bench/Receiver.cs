using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Modules.Webhooks;

namespace Efs.Bench;

/// <summary>A receiver of webhooks that keeps every event.</summary>
internal static class Receiver
{
    public static WebApplication Build(string address, string file)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var journal = new Journal(file);
        app.Lifetime.ApplicationStopped.Register(journal.Dispose);
        app.MapPost(
            "/",
            async (HttpRequest request) =>
            {
                var events = (await JsonSerializer.DeserializeAsync<List<WebhookEvent>>(request.Body, Json.Options))!;
                foreach (var e in events.Where(e => e.Data is not null))
                    journal.Add(new Receipt(e.Id, e.Subject, e.Time, e.Data!.Version));
            }
        );
        return app;
    }
}
