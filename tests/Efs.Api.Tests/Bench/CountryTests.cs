using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Tests.Support;
using Efs.Bench;

namespace Efs.Api.Tests.Bench;

public sealed class CountryTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Every_document_is_taken_as_it_is()
    {
        var smallest = new Country(1, 0).Territories;
        // With branches, closed schools, repeated diagnostics.
        var large = new Territory(2, smallest[0].Region, new(6, 150, 30, 250, 9, 120, 150, 250), 5000);
        await Load([large, .. smallest.Skip(1)]);
    }

    [Fact]
    public void The_whole_country_has_as_much_as_it_should_and_each_snils_once()
    {
        var country = new Country(1, 1);
        var expected = new Dictionary<string, int>
        {
            ["schools"] = 40_000,
            ["educators"] = 1_300_000,
            ["diagnostics"] = 650_000,
            ["trajectories"] = 1_000_000,
            ["certificates"] = 2_000_000,
        };
        Assert.All(expected, e => Assert.Equal(e.Value, country.Territories.Sum(t => t.Count(e.Key))));
        Assert.Equal(89, country.Territories.Count);

        var some = new Country(1, 0.01m).Territories.SelectMany(t => Documents(t, "educators")).Select(d => (string)d["snils"]!).ToList();
        Assert.All(some, snils => Assert.True(Snils.IsValid(snils)));
        Assert.Equal(13_000, some.Distinct().Count());
    }

    [Fact]
    public void A_file_holds_what_was_counted_and_each_resource_as_many()
    {
        foreach (var territory in new Country(3, 0.001m).Territories)
        foreach (var resource in Country.Resources)
            Assert.Equal(territory.Count(resource), Documents(territory, resource).Select(d => (string)d["sourceId"]!).Distinct().Count());
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_country_and_another_seed_another()
    {
        var folder = Directory.CreateTempSubdirectory("efs-country-").FullName;
        try
        {
            foreach (var (name, seed) in new[] { ("one", 7UL), ("same", 7UL), ("other", 8UL) })
                await new Country(seed, 0.001m).Write(Path.Combine(folder, name));
            foreach (var resource in Country.Resources.Except(["instruments"]))
            {
                Assert.Equal(Text("one", resource), Text("same", resource));
                Assert.NotEqual(Text("one", resource), Text("other", resource));
            }
            Assert.Equal(
                File.ReadAllText(Path.Combine(folder, "one", "country.json")),
                File.ReadAllText(Path.Combine(folder, "same", "country.json"))
            );
        }
        finally
        {
            Directory.Delete(folder, true);
        }

        string Text(string country, string resource)
        {
            using var unpacked = new StreamReader(
                new GZipStream(File.OpenRead(Path.Combine(folder, country, resource, "74.ndjson.gz")), CompressionMode.Decompress)
            );
            return unpacked.ReadToEnd();
        }
    }

    // One after another, as a file is: what a document points at is there already.
    private async Task Load(IEnumerable<Territory> territories)
    {
        using var loader = await efs.Client("loader", EfsHost.WholeRegion);
        foreach (var territory in territories)
        {
            var ids = new Dictionary<string, string>();
            foreach (var resource in Country.Resources)
            foreach (var document in Documents(territory, resource))
            {
                var sourceId = (string)document["sourceId"]!;
                var sent = ids.Aggregate(
                    document.ToJsonString(Api.Kernel.Json.Options),
                    (text, known) => text.Replace($"\"source:{known.Key}\"", $"\"{known.Value}\"", StringComparison.Ordinal)
                );
                using var response = await loader.SendJson("PUT", $"/v1/{resource}/by-source/{territory.Region.Code}/{sourceId}", sent);
                var value = await response.Content.ReadAsStringAsync();
                Assert.True((int)response.StatusCode == 201, $"{resource} {sent}: {value}");
                ids[sourceId] = (string)JsonNode.Parse(value)!["id"]!;
            }
        }
    }

    private static IEnumerable<JsonObject> Documents(Territory territory, string resource) =>
        territory.Documents(resource).Select(d => JsonSerializer.SerializeToNode(d, d.GetType(), Api.Kernel.Json.Options)!.AsObject());
}
