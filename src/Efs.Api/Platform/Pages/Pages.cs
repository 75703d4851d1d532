using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Efs.Api.Kernel;
using Efs.Api.Platform.Http;

namespace Efs.Api.Platform.Pages;

/// <summary>
/// The pages for readers: the root, the guides, the reference. They are the same for everybody, need no token and load nothing
/// from elsewhere.
/// </summary>
internal static class Pages
{
    private const string Html = "text/html; charset=utf-8";
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // The guides in the order in which a newcomer reads them.
    private static readonly string[] guides =
    [
        "docs/guide/first-steps",
        "docs/guide/reading",
        "docs/guide/writing",
        "docs/guide/imports",
        "docs/guide/exports",
        "docs/guide/changes",
        "docs/guide/webhooks",
        "docs/guide/reconciliation",
        "docs/guide/clients",
        "docs/guide/growth",
        "docs/guide/projects",
        "docs/guide/events",
        "docs/guide/school-development",
        "docs/guide/contests",
        "docs/guide/indicators",
        "docs/guide/figures",
    ];

    public static void Add(IServiceCollection services) =>
        services.AddSingleton<PageRenderer>().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Cyrillic stays readable in the source

    public static void Map(WebApplication app)
    {
        var renderer = app.Services.GetRequiredService<PageRenderer>();
        var documents = ReadDocuments();
        MapPage(app, "/", () => Home(renderer, documents, Language.Ru));
        MapPage(app, "/en", () => Home(renderer, documents, Language.En));
        foreach (var document in documents)
            MapPage(app, $"/{document.Address}", () => Document(renderer, documents, document));
        var style = new Lazy<StoredResponse>(() => new("text/css; charset=utf-8", Encoding.UTF8.GetBytes(Read("page.css"))));
        app.MapMethods("/docs/page.css", Methods.Read, (HttpContext http) => style.Value.Write(http));
        ReferencePages.Map(app);
    }

    private static void MapPage(WebApplication app, string address, Func<Task<string>> render)
    {
        var stored = new Lazy<Task<StoredResponse>>(async () => new(Html, Encoding.UTF8.GetBytes(await render())));
        app.MapMethods(
            address,
            Methods.Read,
            async (HttpContext http) =>
            {
                http.Response.Headers.ContentSecurityPolicy = Policy;
                await (await stored.Value).Write(http);
            }
        );
    }

    private static Task<string> Document(PageRenderer renderer, IReadOnlyList<DocumentPage> documents, DocumentPage document) =>
        renderer.Render<DocumentBody>(
            new()
            {
                [nameof(DocumentBody.Document)] = document,
                [nameof(DocumentBody.Next)] = documents
                    .SkipWhile(d => d != document)
                    .Skip(1)
                    .FirstOrDefault(d => d.IsGuide && document.IsGuide && d.Language == document.Language),
            }
        );

    private static Task<string> Home(PageRenderer renderer, IReadOnlyList<DocumentPage> documents, Language language) =>
        renderer.Render<HomePage>(
            new()
            {
                [nameof(HomePage.Language)] = language,
                [nameof(HomePage.Guides)] = documents.Where(d => d.IsGuide && d.Language == language).ToList(),
                [nameof(HomePage.Documents)] = documents.Where(d => !d.IsGuide && d.Language == language).ToList(),
            }
        );

    private static IReadOnlyList<DocumentPage> ReadDocuments() =>
        [
            .. guides
                .Concat(["openapi/errors", "openapi/states"])
                .SelectMany(document => new[] { $"{document}.md", $"{document}.en.md" })
                .Select(path => DocumentPage.Of(path, Read(path))),
        ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
