using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>The dashboard and the alarms of docs/ name metrics that the service has, as Prometheus writes them.</summary>
[Collection(Alone.Name)]
public sealed partial class DashboardTests
{
    [Fact]
    public async Task Documents_name_metrics_that_exist()
    {
        var known = await Published();
        foreach (var file in new[] { "grafana-dashboard.json", "operations.md", "operations.en.md" })
        {
            var text = await File.ReadAllTextAsync(Repository.File($"docs/{file}"));
            var named = Metric().Matches(text).Select(m => m.Value).ToHashSet();
            Assert.NotEmpty(named);
            Found.Nothing(named.Except(known).Select(name => $"{file}: {name}"));
        }
        Assert.DoesNotContain("http_server_request_seconds_count", known); // a wrong name would be found
    }

    [Fact]
    public async Task Panels_have_titles_queries_and_places_of_their_own()
    {
        var panels = JsonNode.Parse(await File.ReadAllTextAsync(Repository.File("docs/grafana-dashboard.json")))!["panels"]!.AsArray();
        Assert.All(panels, p => Assert.NotEmpty((string)p!["title"]!));
        Assert.All(panels, p => Assert.NotEmpty(p!["targets"]!.AsArray()));
        Assert.Equal(panels.Count, panels.Select(p => p!["gridPos"]!.ToJsonString()).Distinct().Count());
    }

    // The instruments that an instance publishes while it works.
    private static async Task<HashSet<string>> Published()
    {
        var instruments = new ConcurrentBag<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Add(instrument) };
        listener.Start();
        var host = new TracedHost();
        await host.InitializeAsync();
        await host.Region74.Create("/v1/schools", Documents.School());
        await host.DisposeAsync();
        return [.. instruments.SelectMany(Names)];
    }

    // https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics
    private static IEnumerable<string> Names(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = instrument.Name.Replace('.', '_') + unit;
        return instrument.GetType().Name switch
        {
            "Histogram`1" => [$"{name}_bucket", $"{name}_count", $"{name}_sum"],
            "Counter`1" or "ObservableCounter`1" => [$"{name}_total"],
            _ => [name],
        };
    }

    [GeneratedRegex(@"\b(efs_message|http_server|http_client|db_client|resilience_polly|dotnet)_[a-z_]+(?<!_)\b(?=\{|,| [<>=]|`)")]
    private static partial Regex Metric();
}
