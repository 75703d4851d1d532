using Efs.Api.Kernel;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Efs.Api.Platform.Pages;

/// <summary>A Markdown document of the repository as a page.</summary>
/// <param name="Address">Its address from the root, such as <c>docs/guide/reading.en</c>.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Html">Its text.</param>
public sealed record DocumentPage(string Address, string Title, string Html)
{
    private const string Extension = ".md";
    private const string EnglishSuffix = ".en";

    private static readonly MarkdownPipeline pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    /// <summary>From the page to the root.</summary>
    internal string Root => string.Concat(Enumerable.Repeat("../", Address.Count(c => c == '/')));

    internal bool IsGuide => Address.StartsWith("docs/guide/", StringComparison.Ordinal);

    internal Language Language => Address.EndsWith(EnglishSuffix, StringComparison.Ordinal) ? Language.En : Language.Ru;

    /// <summary>The address of the document in the other language.</summary>
    internal string Twin => Language == Language.Ru ? Address + EnglishSuffix : Address[..^EnglishSuffix.Length];

    /// <param name="path">The path of the file in the repository.</param>
    /// <param name="text">Its Markdown.</param>
    internal static DocumentPage Of(string path, string text)
    {
        var document = Markdown.Parse(text, pipeline);
        foreach (var link in document.Descendants<LinkInline>())
            link.Url = WithoutExtension(link.Url!);
        foreach (var link in document.Descendants<LinkInline>().Where(l => l.Url!.Contains("://", StringComparison.Ordinal)))
            link.GetAttributes().AddProperty("rel", "noreferrer");
        foreach (var table in document.Descendants<Table>())
            LabelCells(table);
        var heading = document.OfType<HeadingBlock>().First();
        return new(AddressOf(path), text[(heading.Span.Start + heading.Level)..(heading.Span.End + 1)].Trim(), document.ToHtml(pipeline));
    }

    // On a narrow screen the cells of a row stand below each other, each beside the heading of its column.
    private static void LabelCells(Table table)
    {
        var rows = table.OfType<TableRow>().ToList();
        string[] headings = [.. rows[0].OfType<TableCell>().Select(TextOf)];
        foreach (var row in rows.Skip(1))
        foreach (var (column, cell) in row.OfType<TableCell>().Index().Where(c => c.Item.Count > 0 && c.Index < headings.Length))
            cell.GetAttributes().AddProperty("data-label", headings[column]);

        static string TextOf(TableCell cell) => string.Concat(cell.Descendants<LiteralInline>().Select(l => l.Content.ToString()));
    }

    // Files of other folders are served under docs/ too; each lies one folder below it, so relative links hold.
    private static string AddressOf(string path) => "docs/" + string.Join('/', WithoutExtension(path).Split('/')[^2..]);

    private static string WithoutExtension(string link)
    {
        var (path, fragment) = link.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? (link[..at], link[at..]) : (link, "");
        if (path.Contains("://", StringComparison.Ordinal) || !path.EndsWith(Extension, StringComparison.Ordinal))
            return link;
        path = path[..^Extension.Length];
        // From docs/guide the file openapi/errors.md is two folders up, the page one.
        return (path.StartsWith("../../", StringComparison.Ordinal) ? path["../".Length..] : path) + fragment;
    }
}
