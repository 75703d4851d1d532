using System.Globalization;
using System.Text.Json.Nodes;
using Efs.Api.Platform.OpenApi;
using Efs.Api.Tests.Support;
using Xunit.Abstractions;

namespace Efs.Api.Tests.Platform;

/// <summary>/v1 only grows.</summary>
public sealed class BreakingChangeTests(EfsHost efs, ITestOutputHelper output) : IClassFixture<EfsHost>
{
    private const string AcceptedPath = "openapi/accepted-breaks.txt";

    [Fact]
    public async Task The_contract_breaks_nothing_that_was_committed_before()
    {
        var built = await Contract.Text(efs.Services);
        var accepted = Accepted(await File.ReadAllLinesAsync(Repository.File(AcceptedPath)));
        var before = Before(built);
        if (before.Count == 0)
            output.WriteLine(
                "Nothing to compare with: there is no git history with an earlier contract (a source archive or a shallow clone)."
            );
        foreach (var (commit, text) in before)
        {
            output.WriteLine($"Compared with {commit}");
            var breaks = BreakingChanges.Between(new(text), new(built)).Except(accepted).ToList();
            Assert.True(
                breaks.Count == 0,
                $"Since {commit}:\n{string.Join('\n', breaks)}\nGrow instead, or accept it in {AcceptedPath} while v1 is not published."
            );
        }
    }

    public static TheoryData<string, string> Breaks =>
        new()
        {
            { "paths//v1/me -", "GET /v1/me is gone" },
            { "paths//v1/schools/post -", "POST /v1/schools is gone" },
            { "paths//v1/schools/get/operationId \"GetSchools\"", "GET /v1/schools is called GetSchools instead of ListSchools" },
            { "paths//v1/schools/get/security/0/oauth2/0 \"schools:list\"", "GET /v1/schools needs the scope schools:list" },
            { "paths//v1/schools/get/parameters/0 -", "GET /v1/schools query limit is gone" },
            { "components/parameters/Limit/required true", "GET /v1/schools query limit is required" },
            { "components/parameters/Limit/schema/maximum 100", "GET /v1/schools query limit maximum is 100" },
            { "components/parameters/Limit/schema/minimum 10", "GET /v1/schools query limit minimum is 10" },
            { "components/parameters/Limit/schema/type \"string\"", "GET /v1/schools query limit is string instead of integer" },
            { "components/parameters/Limit/name \"size\"", "GET /v1/schools query limit is gone" },
            {
                "paths//v1/me/get/parameters [{\"name\":\"why\",\"in\":\"query\",\"required\":true,\"schema\":{\"type\":\"string\"}}]",
                "GET /v1/me query why is new and required"
            },
            { "paths//v1/schools/{id}/get/responses/304 -", "GET /v1/schools/{id} 304 is gone" },
            { "paths//v1/schools/{id}/get/responses/404 -", "GET /v1/schools/{id} 404 is gone" },
            { "components/responses/SchoolRecord/headers/ETag -", "GET /v1/schools/{id} 200 header ETag is gone" },
            { "components/responses/SchoolRecord/content/application~1json -", "GET /v1/schools/{id} 200 application/json is gone" },
            {
                "paths//v1/schools/{id}/patch/requestBody/content/application~1merge-patch+json -",
                "PATCH /v1/schools/{id} body application/merge-patch+json is gone"
            },
            {
                "paths//v1/clients/{id}/secrets/post/requestBody {\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\"}}}}",
                "POST /v1/clients/{id}/secrets takes a body"
            },
            { "components/responses/RegistryNotFound/x-error-codes []", "GET /v1/schools/{id} 404 registry.not-found is gone" },
            { "components/schemas/School/properties/shortName -", "GET /v1/schools/{id} 200.shortName is gone" },
            {
                "components/schemas/School/properties/version/type \"string\"",
                "GET /v1/schools/{id} 200.version is string instead of integer"
            },
            { "components/schemas/School/properties/createdAt/format \"date\"", "GET /v1/schools/{id} 200.createdAt has another format" },
            {
                "components/schemas/School/properties/version/type [\"integer\",\"null\"]",
                "GET /v1/schools/{id} 200.version is integer or null instead of integer"
            },
            { "components/schemas/School/required [\"id\"]", "GET /v1/schools/{id} 200.version is no longer always there" },
            {
                "components/schemas/SchoolPage/properties/items/items/$ref \"#/components/schemas/Institute\"",
                "GET /v1/schools 200.items[].levels is gone"
            },
            { "components/schemas/SchoolKind/x-extensible-enum/0 -", "GET /v1/schools 200.items[].kind has lost the value general" },
            { "components/schemas/SchoolKind/x-extensible-enum/0 -", "POST /v1/schools body.kind has lost the value general" },
            {
                "components/schemas/Gender/enum/2 \"other\"",
                "GET /v1/educators/{id} 200.gender, which never grows, has the new value other"
            },
            { "components/schemas/SchoolFields/properties/inn -", "POST /v1/schools body.inn is gone" },
            { "components/schemas/SchoolFields/required/9 \"inn\"", "POST /v1/schools body.inn is required" },
            { "components/schemas/SchoolFields/properties/fullName/maxLength 100", "POST /v1/schools body.fullName maxLength is 100" },
            { "components/schemas/SchoolFields/properties/fullName/minLength 2", "POST /v1/schools body.fullName minLength is 2" },
            {
                "components/schemas/SchoolFields/properties/fullName/pattern \"^[А-Я]\"",
                "POST /v1/schools body.fullName has the pattern ^[А-Я]"
            },
            {
                "components/schemas/SchoolFields/properties/fullName/enum [\"Школа\"]",
                "POST /v1/schools body.fullName is now one of a list"
            },
            { "components/schemas/SchoolFields/properties/levels/maxItems 1", "POST /v1/schools body.levels maxItems is 1" },
            {
                "components/schemas/SchoolFields/properties/foundedOn/format \"date-time\"",
                "POST /v1/schools body.foundedOn has another format"
            },
            {
                "components/schemas/SchoolPatch/properties/inn/type \"string\"",
                "PATCH /v1/schools/{id} body.inn is string instead of null or string"
            },
            { "components/schemas/EmploymentFields/properties/rate/maximum 2", "POST /v1/educators body.employments[].rate maximum is 2" },
            { "components/schemas/EducatorFields/properties/employments/items/uniqueItems true", "" },
        };

    [Theory, MemberData(nameof(Breaks))]
    public void A_break_is_seen(string change, string value)
    {
        var found = BreakingChanges.Between(ContractDocument.Committed, Changed(change));
        if (value.Length == 0)
            Assert.Empty(found);
        else
            Assert.Contains(value, found);
    }

    [Theory]
    [InlineData("paths//v1/teachers {}")]
    [InlineData("paths//v1/schools/get/parameters/30 {\"name\":\"new\",\"in\":\"query\",\"schema\":{\"type\":\"string\"}}")]
    [InlineData("components/parameters/Limit/schema/maximum 1000")]
    [InlineData("paths//v1/schools/get/summary \"Other words\"")]
    [InlineData("paths//v1/me/get/responses/418 {\"description\":\"…\"}")]
    [InlineData("components/schemas/School/properties/colour {\"type\":\"string\"}")]
    [InlineData("components/schemas/SchoolFields/properties/colour {\"type\":\"string\"}")]
    [InlineData("components/schemas/SchoolKind/x-extensible-enum/7 \"castle\"")]
    [InlineData("components/schemas/SchoolFields/properties/fullName/maxLength 1000")]
    [InlineData("components/schemas/SchoolFields/properties/inn/pattern -")]
    [InlineData("components/schemas/SchoolFields/required/0 -")]
    [InlineData("components/schemas/School/required/9 \"inn\"")]
    [InlineData("components/schemas/School/properties/fullName/maxLength 100")]
    public void Growth_is_no_break(string change) => Assert.Empty(BreakingChanges.Between(ContractDocument.Committed, Changed(change)));

    [Fact]
    public void An_accepted_break_has_its_day() => Assert.Throws<FormatException>(() => Accepted(["# words", "", "GET /v1/me is gone"]));

    // Where the built contract is committed already, as in CI, the one before the last change; else the last.
    private static List<(string Commit, string Text)> Before(string built)
    {
        if (Repository.Git("log", "-2", "--first-parent", "--format=%h", "--", ContractDocument.CommittedPath) is not { } log)
            return [];
        return
        [
            .. log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(commit => (commit, Repository.Git("show", $"{commit}:{ContractDocument.CommittedPath}")!))
                .Where(c => c.Item2 != built)
                .Take(1),
        ];
    }

    /// <summary>Lines of "date break"; what follows # is for people.</summary>
    private static List<string> Accepted(IEnumerable<string> lines) =>
        [
            .. lines
                .Select(l => l.Split('#')[0].Trim())
                .Where(l => l.Length > 0)
                .Select(l =>
                {
                    DateOnly.ParseExact(l.Split(' ')[0], "yyyy-MM-dd", CultureInfo.InvariantCulture);
                    return l[11..];
                }),
        ];

    // "path value": sets, or with "-" removes, one node of the contract.
    private static ContractDocument Changed(string change)
    {
        var (path, value) = (change.Split(' ', 2)[0], change.Split(' ', 2)[1]);
        var root = ContractDocument.Committed.Root.DeepClone().AsObject();
        // A path of the contract starts with a slash of its own and holds more of them.
        var key = root["paths"]!
            .AsObject()
            .Select(p => p.Key)
            .Where(p =>
                path.StartsWith($"paths/{p}", StringComparison.Ordinal) && (path.Length == 6 + p.Length || path[6 + p.Length] == '/')
            )
            .MaxBy(p => p.Length);
        string[] steps =
            key is not null ? ["paths", key, .. path[(6 + key.Length)..].Split('/', StringSplitOptions.RemoveEmptyEntries)]
            : path.StartsWith("paths/", StringComparison.Ordinal) ? ["paths", path[6..]]
            : path.Split('/');
        var parent = steps[..^1]
            .Aggregate(
                (JsonNode)root,
                (node, step) =>
                    (
                        node is JsonArray array
                            ? array[int.Parse(step, CultureInfo.InvariantCulture)]
                            : node[step.Replace("~1", "/", StringComparison.Ordinal)]
                    )!
            );
        var last = steps[^1].Replace("~1", "/", StringComparison.Ordinal);
        var (isRemoved, made) = (value == "-", value == "-" ? null : JsonNode.Parse(value));
        if (parent is JsonArray items)
        {
            var index = int.Parse(last, CultureInfo.InvariantCulture);
            if (isRemoved)
                items.RemoveAt(index);
            else if (index < items.Count)
                items[index] = made;
            else
                items.Add(made);
        }
        else if (isRemoved)
            Assert.True(parent.AsObject().Remove(last), $"{change}: there is no such node");
        else
            parent[last] = made;
        return new(root.ToJsonString());
    }
}
