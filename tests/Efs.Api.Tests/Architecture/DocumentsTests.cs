using System.Text.RegularExpressions;
using Efs.Api.Platform;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Architecture;

/// <summary>The documents: their links lead somewhere, twins go together, and every setting is documented.</summary>
public sealed partial class DocumentsTests
{
    private static readonly string[] documents =
    [
        .. Directory.GetFiles(Repository.Root, "*.md"),
        .. Directory.GetFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories),
        .. new[] { "bench/README.md", "bench/operate/README.md", "db/README.md", "db/reference/README.md", "openapi/README.md" }.Select(
            Repository.File
        ),
    ];

    [Fact]
    public void Every_link_to_a_file_leads_to_one() =>
        Assert.Empty(
            documents.SelectMany(document =>
                Link()
                    .Matches(File.ReadAllText(document))
                    .Select(m => m.Groups[1].Value)
                    .Where(target => !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Target(document, target)))
                    .Select(target => $"{Path.GetRelativePath(Repository.Root, document)}: {target}")
            )
        );

    [Fact]
    public void A_link_to_nowhere_is_found() => Assert.False(Path.Exists(Target(Repository.File("README.md"), "docs/nowhere.md")));

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.en.md")]
    public void The_README_is_short(string readme) => Assert.InRange(File.ReadAllLines(Repository.File(readme)).Length, 1, 80);

    [Fact]
    public void Every_guide_has_an_English_twin_with_the_same_commands()
    {
        var guides = Directory
            .GetFiles(Repository.File("docs/guide"), "*.md")
            .Where(f => !f.EndsWith(".en.md", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(guides);
        foreach (var guide in guides)
            Assert.Equal(Commands(guide), Commands(Path.ChangeExtension(guide, ".en.md")));
    }

    [Theory]
    [InlineData("docs/operations.md")]
    [InlineData("docs/operations.en.md")]
    public void Every_setting_is_documented(string operations)
    {
        var refusal = Assert.Throws<SettingsException>(() => RunningApp.SettingsOf(("EFS_NO_SUCH_SETTING", "1"))).Message;
        var settings = Setting().Matches(refusal).Select(m => m.Value).Except(["EFS_NO_SUCH_SETTING"]).Order(StringComparer.Ordinal);
        var documented = Row().Matches(File.ReadAllText(Repository.File(operations))).Select(m => m.Groups[1].Value);
        Assert.Equal(settings, documented.Order(StringComparer.Ordinal));
    }

    private static string Target(string document, string link) => Path.Combine(Path.GetDirectoryName(document)!, link.Split('#')[0]);

    private static List<string> Commands(string guide) => [.. Block().Matches(File.ReadAllText(guide)).Select(m => m.Value)];

    [GeneratedRegex(@"\]\(([^)\s#][^)\s]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```bash\n.*?```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("EFS_[A-Z_]+")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^\| `(EFS_[A-Z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
