using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Kernel;

public sealed class ReferenceTests
{
    /// <summary>The regions as they are: the file that every database is filled from.</summary>
    internal static readonly IReadOnlyList<ReferenceRegion> Regions =
    [
        .. ReferenceLoader
            .Files("regions.csv")
            .Single()
            .Content.Trim()
            .Split('\n')
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(c => new ReferenceRegion(c[0], c[5], c[1], c[2], c[9])),
    ];

    private static readonly Reference reference = new(Regions, [new("positions", "teacher", null, null)], TimeProvider.System);

    [Theory]
    [InlineData("2026-11-26T11:59:59Z", "39 2026-11-26", "77 2026-11-26", "74 2026-11-26", "41 2026-11-26")]
    [InlineData("2026-11-26T12:00:00Z", "39 2026-11-26", "77 2026-11-26", "74 2026-11-26", "41 2026-11-27")]
    [InlineData("2026-11-26T19:13:00Z", "39 2026-11-26", "77 2026-11-26", "74 2026-11-27", "41 2026-11-27")]
    [InlineData("2026-12-31T21:30:00Z", "39 2026-12-31", "77 2027-01-01", "74 2027-01-01", "41 2027-01-01")]
    public void Each_region_has_its_own_day(string now, params string[] expected)
    {
        var then = new Reference(Regions, [], new FrozenClock(now));
        Assert.Equal(expected, expected.Select(e => $"{e[..2]} {then.Today(e[..2]):O}"));
        Assert.All(Regions, region => Assert.True(then.Today(region.Code) <= then.LatestToday));
    }

    [Fact]
    public void There_are_eighty_nine_regions()
    {
        Assert.Equal(89, reference.Regions.Count);
        Assert.Equal(reference.Regions.Order(StringComparer.Ordinal), reference.Regions);
    }

    [Fact]
    public void Every_region_has_its_own_prefix_and_no_other_region_has_it() =>
        Assert.All(
            Regions,
            own =>
                Assert.Equal(
                    [own.Code],
                    reference.Regions.Where(code =>
                        reference.IsInRegion(own.OktmoPrefix + "70100012"[..(8 - own.OktmoPrefix.Length)], code)
                    )
                )
        );

    [Theory]
    [InlineData("71871000", "86")] // Ханты-Мансийский АО, though its prefix begins with that of Тюменская область
    [InlineData("71971000", "89")] // Ямало-Ненецкий АО
    [InlineData("71701000", "72")] // Тюмень itself
    [InlineData("11811000", "83")] // Ненецкий АО, not Архангельская область
    [InlineData("11701000", "29")]
    [InlineData("75701000", "74")]
    [InlineData("75701000001", "74")]
    [InlineData("45000000", "77")]
    public void The_longest_prefix_decides_where_a_place_lies(string oktmo, string region) =>
        Assert.Equal([region], reference.Regions.Where(code => reference.IsInRegion(oktmo, code)));

    [Theory]
    [InlineData("02000000")]
    [InlineData("")]
    [InlineData("abc")]
    public void What_begins_with_no_prefix_lies_nowhere(string oktmo) =>
        Assert.DoesNotContain(reference.Regions, code => reference.IsInRegion(oktmo, code));

    [Fact]
    public void Regions_and_items_are_known_by_code_alone()
    {
        Assert.True(reference.HasRegion("74"));
        Assert.False(reference.HasRegion("80"));
        Assert.NotNull(reference.Item("positions", "teacher"));
        Assert.Null(reference.Item("positions", "Teacher"));
        Assert.Null(reference.Item("subjects", "teacher"));
    }

    [Theory]
    [InlineData(null, null, "2024-01-01", true)]
    [InlineData("2024-01-01", null, "2024-01-01", true)]
    [InlineData("2024-01-02", null, "2024-01-01", false)]
    [InlineData(null, "2024-01-01", "2024-01-01", true)] // its last day is inclusive
    [InlineData(null, "2023-12-31", "2024-01-01", false)]
    public void An_item_is_in_force_from_its_first_day_to_its_last(string? from, string? to, string on, bool isInForce) =>
        Assert.Equal(
            isInForce,
            new ReferenceItem("d", "c", from is null ? null : Day(from), to is null ? null : Day(to)).IsInForce(Day(on))
        );

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
