using Efs.Api.Kernel;
using Efs.Api.Modules.SchoolDevelopment;

namespace Efs.Api.Tests.SchoolDevelopment;

/// <summary>
/// The framework of the table: a direction with the indicators a (critical), b and c, a key condition with d (critical) and e; the
/// options o0 to o3 have 0, 1, 2 and 3 points. Levels of the direction from 0, 3 and 6, of the key condition from 0 and 4, of the total
/// from 0, 5 and 11.
/// </summary>
public sealed class AssessmentScoringTests
{
    private static readonly string[] codes = ["a", "b", "c", "d", "e"];

    // Counted by hand: options of a to e, whether the critical rule holds, points and level of each direction, points and level in total.
    [Theory]
    [InlineData("33333", true, "9 l2", "6 l1", "15 l2")]
    [InlineData("11111", true, "3 l1", "2 l0", "5 l1")]
    [InlineData("10011", true, "1 l0", "2 l0", "3 l0")]
    [InlineData("03333", true, "0 l0 emptied", "6 l1", "6 l1")]
    [InlineData("03333", false, "6 l2", "6 l1", "12 l2")]
    [InlineData("33303", true, "9 l2", "0 l0 emptied", "9 l1")]
    [InlineData("03303", true, "0 l0 emptied", "0 l0 emptied", "0 l0")]
    [InlineData("00000", false, "0 l0", "0 l0", "0 l0")]
    [InlineData("30022", true, "3 l1", "4 l1", "7 l1")]
    [InlineData("32122", true, "6 l2", "4 l1", "10 l1")]
    [InlineData("32222", true, "7 l2", "4 l1", "11 l2")]
    public void Points_and_levels_are_those_counted_by_hand(
        string options,
        bool criticalEmpties,
        string direction,
        string condition,
        string total
    )
    {
        var result = AssessmentScoring.Score(Framework(criticalEmpties), Answers(options));
        Assert.Equal(
            [direction, condition, total],
            [.. result.Directions.Select(d => $"{d.Points} {d.Level}{(d.IsEmptied ? " emptied" : "")}"), $"{result.Points} {result.Level}"]
        );
        Assert.Equal((15m, 9m, 6m), (result.MaxPoints, result.Directions[0].MaxPoints, result.Directions[1].MaxPoints));
    }

    // Every one of the 4⁵ sets of answers, under both rules.
    [Fact]
    public void A_better_answer_never_gives_fewer_points_or_a_lower_level()
    {
        foreach (var criticalEmpties in new[] { true, false })
        foreach (var options in All())
        {
            var framework = Framework(criticalEmpties);
            var before = AssessmentScoring.Score(framework, Answers(options));
            for (var i = 0; i < codes.Length; i++)
                if (options[i] < '3')
                {
                    var better = $"{options[..i]}{(char)(options[i] + 1)}{options[(i + 1)..]}";
                    var after = AssessmentScoring.Score(framework, Answers(better));
                    Assert.True(after.Points >= before.Points, $"{options} {better}");
                    Assert.True(string.CompareOrdinal(after.Level, before.Level) >= 0, $"{options} {better}");
                }
        }
    }

    [Fact]
    public void A_direction_is_empty_exactly_when_the_rule_holds_and_a_critical_indicator_has_no_points()
    {
        foreach (var criticalEmpties in new[] { true, false })
        foreach (var options in All())
        {
            var result = AssessmentScoring.Score(Framework(criticalEmpties), Answers(options));
            Assert.Equal(
                [criticalEmpties && options[0] == '0', criticalEmpties && options[3] == '0'],
                result.Directions.Select(d => d.IsEmptied)
            );
            Assert.All(result.Directions.Where(d => d.IsEmptied), d => Assert.Equal(0, d.Points));
            Assert.Equal(result.Directions.Sum(d => d.Points), result.Points);
        }
    }

    [Fact]
    public void The_order_of_answers_does_not_matter() =>
        Assert.Equal(
            AssessmentScoring.Score(Framework(true), Answers("32103")).Points,
            AssessmentScoring.Score(Framework(true), [.. Answers("32103").Reverse()]).Points
        );

    private static IEnumerable<string> All() =>
        Enumerable.Range(0, 1024).Select(n => string.Concat(codes.Select((_, i) => (char)('0' + (n >> (2 * i)) % 4))));

    private static AssessmentAnswer[] Answers(string options) =>
        [.. options.Select((option, i) => new AssessmentAnswer { Indicator = codes[i], Option = $"o{option}" })];

    private static AssessmentFrameworkFields Framework(bool criticalEmpties) =>
        new()
        {
            RegionCode = "74",
            Code = "f",
            Edition = 1,
            Title = "f",
            SchoolProfile = "f",
            CriticalZeroEmptiesDirection = criticalEmpties,
            Directions =
            [
                Direction("direction", [0, 3, 6], ("a", true), ("b", false), ("c", false)),
                Direction("key_condition", [0, 4], ("d", true), ("e", false)),
            ],
            Levels = Levels(0, 5, 11),
        };

    private static AssessmentDirection Direction(string kind, decimal[] from, params (string Code, bool IsCritical)[] indicators) =>
        new()
        {
            Code = kind,
            Title = kind,
            Kind = kind,
            Levels = Levels(from),
            Criteria =
            [
                new()
                {
                    Title = kind,
                    Indicators =
                    [
                        .. indicators.Select(i => new AssessmentIndicator
                        {
                            Code = i.Code,
                            Title = i.Code,
                            IsCritical = i.IsCritical,
                            Options =
                            [
                                .. Enumerable
                                    .Range(0, 4)
                                    .Select(p => new AssessmentOption
                                    {
                                        Code = $"o{p}",
                                        Title = $"{p}",
                                        Points = p,
                                    }),
                            ],
                        }),
                    ],
                },
            ],
        };

    private static AssessmentLevel[] Levels(params decimal[] from) =>
        [
            .. from.Select(
                (f, i) =>
                    new AssessmentLevel
                    {
                        Code = $"l{i}",
                        Title = $"{i}",
                        From = f,
                    }
            ),
        ];
}
