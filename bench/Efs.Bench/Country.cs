using System.IO.Compression;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Bench;

/// <summary>
/// A country that does not exist, with the regions of the real one. The same seed and scale give the same country on any machine and any
/// day.
/// </summary>
internal sealed class Country
{
    /// <summary>Nothing has happened in it after this day.</summary>
    public static readonly DateOnly LastDay = new(2025, 8, 31);

    /// <summary>In the order in which they refer to each other.</summary>
    public static readonly string[] Resources =
    [
        "institutes",
        "schools",
        "programs",
        "instruments",
        "educators",
        "methodists",
        "diagnostics",
        "trajectories",
        "certificates",
    ];

    // Thousands of inhabitants, rounded: what the shares of the regions follow.
    private const string Inhabitants = """
        01 501 02 4065 03 971 04 210 05 3232 06 527 07 905 08 264 09 468 10 523 11 720 12 669 13 765 14 1001 15 680 16 4003 17 338 18 1434
        19 528 20 1553 21 1168 22 2115 23 5833 24 2842 25 1806
        26 2887 27 1279 28 750 29 956 30 947 31 1488 32 1146 33 1311 34 2453 35 1120 36 2274 37 906 38 2331 39 1033 40 1066 41 288 42 2548
        43 1130 44 564 45 750 46 1057 47 2035 48 1112 49 134
        50 8652 51 651 52 3052 53 570 54 2784 55 1818 56 1815 57 691 58 1227 59 2495 60 580 61 4165 62 1077 63 3130 64 2391 65 457 66 4222
        67 856 68 954 69 1199 70 1044 71 1466 72 1615 73 1165
        74 3395 75 984 76 1189 77 13150 78 5598 79 144 83 42 86 1760 87 48 89 516 90 600 91 1909 92 559 93 2000 94 1400 95 300
        """;

    public Country(ulong seed, decimal scale)
    {
        (Seed, Scale) = (seed, scale);
        var inhabitants = Inhabitants
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Chunk(2)
            .ToDictionary(p => p[0], p => long.Parse(p[1], null));
        var regions = ReferenceLoader
            .Files("regions.csv")
            .Single()
            .Content.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.TrimEnd('\r').Split(','))
            .Select(c => new Region(c[0], c[2], c[3], c[5], c[8]))
            .ToList();
        var weights = regions.Select(r => inhabitants[r.Code]).ToList();
        var (schools, educators, services, programs) = (
            Shares(40_000, weights),
            Shares(1_300_000, weights),
            Shares(400, weights),
            Shares(1_500, weights)
        );
        var (methodists, diagnostics, trajectories, certificates) = (
            Shares(4_500, weights),
            Shares(650_000, weights),
            Shares(1_000_000, weights),
            Shares(2_000_000, weights)
        );
        var before = 0;
        for (var i = 0; i < regions.Count; before += educators[i++])
            Territories.Add(
                new(
                    seed,
                    regions[i],
                    new(
                        2 + services[i],
                        schools[i],
                        programs[i],
                        educators[i],
                        methodists[i],
                        Math.Min(diagnostics[i], educators[i]),
                        Math.Min(trajectories[i], educators[i]),
                        certificates[i]
                    ),
                    before
                )
            );
    }

    public ulong Seed { get; }
    public decimal Scale { get; }
    public List<Territory> Territories { get; } = [];

    /// <summary>Writes a file for each resource and region, and beside them <c>country.json</c>, which tells how much is in each.</summary>
    public async Task Write(string folder)
    {
        foreach (var resource in Resources)
            Directory.CreateDirectory(Path.Combine(folder, resource));
        await Parallel.ForEachAsync(
            Territories,
            async (territory, cancellationToken) =>
            {
                foreach (var resource in Resources)
                {
                    await using var file = File.Create(Path.Combine(folder, resource, $"{territory.Region.Code}.ndjson.gz"));
                    await using var packed = new GZipStream(file, CompressionLevel.Fastest);
                    foreach (var document in territory.Documents(resource))
                    {
                        JsonSerializer.Serialize(packed, document, document.GetType(), Json.Options);
                        packed.WriteByte((byte)'\n');
                    }
                }
            }
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, "country.json"),
            JsonSerializer.Serialize(
                new
                {
                    Seed,
                    Scale,
                    Resources = Resources.ToDictionary(r => r, r => Territories.ToDictionary(t => t.Region.Code, t => t.Count(r))),
                },
                Json.Options
            )
        );
    }

    // Each region has at least one; what remains goes by weight, the last ones to the largest remainders.
    private int[] Shares(int total, List<long> weights)
    {
        var left = Math.Max(0, (int)(total * Scale) - weights.Count);
        var sum = weights.Sum();
        var shares = weights.Select(w => 1 + (int)(left * w / sum)).ToArray();
        foreach (
            var i in Enumerable
                .Range(0, shares.Length)
                .OrderByDescending(i => left * weights[i] % sum)
                .Take(left + shares.Length - shares.Sum())
        )
            shares[i]++;
        return shares;
    }
}

/// <summary>A region as the reference data have it.</summary>
internal sealed record Region(string Code, string Name, string Kind, string OktmoPrefix, string Capital);

/// <summary>How many of what a region has.</summary>
internal sealed record Numbers(
    int Institutes,
    int Schools,
    int Programs,
    int Educators,
    int Methodists,
    int Diagnostics,
    int Trajectories,
    int Certificates
);
