using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Platform;

/// <summary>
/// A client without the right to personal data plays the guesser: for every hidden member it tries every operation that takes a body or
/// a filter. Nothing that comes back may tell a right guess from a wrong one, or two people who differ in that member alone.
/// </summary>
public sealed partial class GuessingTests(EfsHost efs, GuessingTests.UnprotectedHost unprotected)
    : IClassFixture<EfsHost>,
        IClassFixture<GuessingTests.UnprotectedHost>
{
    /// <summary>Writes of every caller are judged as if the caller saw personal data.</summary>
    public sealed class UnprotectedHost : EfsHost
    {
        protected override void Replace(IServiceCollection services) =>
            services.AddScoped(provider => new ValidationContext(provider.GetRequiredService<ReferenceStore>().Current));
    }

    private static readonly HashSet<string> hiddenNames =
    [
        .. HiddenMember.Registries.SelectMany(HiddenMember.Of).Select(m => m.Property.Name),
    ];

    public static TheoryData<string> Guessed => [.. HiddenMember.Registries];

    [Theory, MemberData(nameof(Guessed))]
    public async Task A_right_guess_is_answered_as_a_wrong_one(string registry) => Found.Nothing(await Differences(efs, registry));

    [Theory, MemberData(nameof(Guessed))]
    public async Task The_guesser_finds_every_member_where_the_protection_is_off(string registry) =>
        Assert.Equal(
            HiddenMember.Of(registry).Select(m => m.Pointer).Order(),
            (await Differences(unprotected, registry)).Select(told => told.Split(' ')[0]).Distinct().Order()
        );

    // What transitions say is added to a history and compared with nothing; the search needs the right.
    [Fact]
    public void No_other_operation_takes_what_is_hidden() =>
        Assert.Equal(
            ["SearchEducators"],
            Calls
                .Contract.Operations.Where(o =>
                    o.Body is not null && !IsOfRegistry(o) && !o.Path.EndsWith("/transitions", StringComparison.Ordinal)
                )
                .Where(o => o.Body!["properties"]?.AsObject().Any(p => hiddenNames.Contains(p.Key)) == true)
                .Select(o => o.Id)
                .Order()
        );

    private static bool IsOfRegistry(ContractOperation operation) => operation.Body!["properties"]?["regionCode"] is not null;

    /// <summary>A record that is guessed, as it is and as the guesser sees it.</summary>
    private sealed record Victim(JsonObject Whole, JsonObject Seen)
    {
        public string Path(string registry) => $"/v1/{registry}/{Whole.Id()}";
    }

    private static async Task<List<string>> Differences(EfsHost host, string registry)
    {
        var guesser = new Guesser(
            host,
            await host.Client($"guesser-{registry}", [.. EfsHost.WholeRegion.Except([Caller.PersonalData])], "74"),
            registry
        );
        var told = new List<string>();
        foreach (var member in HiddenMember.Of(registry))
            told.AddRange(await guesser.Guess(member));
        return told;
    }

    private sealed partial class Guesser(EfsHost efs, HttpClient guesser, string registry)
    {
        private static readonly string[] days = ["1975-06-01", "1986-06-01", "1999-06-01", "2005-06-01", "2024-06-01"];

        private readonly List<ContractOperation> operations =
        [
            .. Calls.Contract.Operations.Where(o =>
                o.Path == $"/v1/{registry}" || o.Path.StartsWith($"/v1/{registry}/", StringComparison.Ordinal)
            ),
        ];

        /// <summary>What tells something of the member, as "pointer request".</summary>
        public async Task<List<string>> Guess(HiddenMember member)
        {
            var (right, wrong) = (member.Value(7), member.Value(9));
            var victim = (await Make(member, right))!;
            var told = new List<string>();
            foreach (var (what, send) in Naming(member, victim))
            {
                var (one, other) = (await Answer(await send(right), victim), await Answer(await send(wrong), victim));
                if (one != other)
                    told.Add($"{member.Pointer} {what}: {one} | {other}");
            }
            var since = (string)(await guesser.GetJson("/v1/changes/head"))["cursor"]!;
            Victim?[] people = [await Make(member, member.Value(7)), await Make(member, member.Value(9)), await Make(member, null)];
            foreach (var (what, send) in Blind(people[0]!, since))
            {
                var answers = new List<string>();
                foreach (var person in people.OfType<Victim>())
                    answers.Add(await Answer(await send(person), person));
                if (answers.Distinct().Count() > 1)
                    told.Add($"{member.Pointer} {what}: {string.Join(" | ", answers.Distinct())}");
            }
            return told;
        }

        private async Task<Victim?> Make(HiddenMember member, JsonNode? value)
        {
            var document = member.In(await efs.Region74.PeopledDocument(registry), value).With("sourceId", $"victim-{Guid.NewGuid():N}");
            var response = await efs.Region74.SendJson("POST", $"/v1/{registry}", document);
            if (value is null && (int)response.StatusCode == 400)
                return null; // the member is required
            var record = await response.ReadJson(201);
            return new(record, await guesser.GetJson($"/v1/{registry}/{record.Id()}"));
        }

        // Requests that name the member.
        private IEnumerable<(string What, Func<JsonNode, Task<HttpResponseMessage>> Send)> Naming(HiddenMember member, Victim victim)
        {
            var document = victim.Whole.ToFields();
            foreach (var operation in operations.Where(o => o.Content is not null && IsOfRegistry(o)))
            foreach (
                var query in operation.ParametersIn("query").Any(p => (string?)p["name"] == "dryRun") ? new[] { "?dryRun=true", "" } : [""]
            )
                yield return (
                    $"{operation}{query}",
                    value => Send(operation, victim, query, Body(operation, member.In(document, value), member))
                );
            foreach (var operation in operations.Where(o => o.Method == "GET" && !o.Path.Contains('{', StringComparison.Ordinal)))
            foreach (var filter in new[] { "q", member.Property.Name })
                yield return (
                    $"{operation}?{filter}",
                    value => guesser.GetAsync($"{operation.Path}?{filter}={Uri.EscapeDataString(value.ToString())}")
                );
            foreach (var query in new[] { "&dryRun=true", "&atomic=true", "" })
                yield return (
                    $"StartImport{query}",
                    value =>
                        guesser.Upload(
                            $"resource={registry}&wait=30{query}",
                            ImportClient.Lines(member.In(document, value).With("sourceId", null))
                        )
                );
            yield return (
                "Reconcile",
                value =>
                    guesser.SendJson(
                        "POST",
                        "/v1/reconciliations",
                        new JsonObject
                        {
                            ["resource"] = registry,
                            ["regionCode"] = "74",
                            ["records"] = new JsonArray(),
                        }
                    )
            );
            yield return (
                "SearchEducators",
                value => guesser.SendJson("POST", "/v1/educators/search", new JsonObject { [member.Property.Name] = value.DeepClone() })
            );
        }

        // Requests that name none of what is hidden.
        private IEnumerable<(string What, Func<Victim, Task<HttpResponseMessage>> Send)> Blind(Victim example, string since)
        {
            yield return ("GET", person => guesser.GetAsync(person.Path(registry)));
            foreach (var day in days)
            foreach (var (name, _) in example.Seen.Where(m => IsDate(m.Value)).ToList())
                yield return ($"PATCH {name} {day}", person => Patch(person, new JsonObject { [name] = day }));
            if (registry == "educators")
                foreach (var day in days)
                foreach (var name in new[] { "workingSince", "teachingSince" })
                    yield return ($"PATCH {name} {day}", person => Patch(person, new JsonObject { [name] = day }));
            yield return ("PUT", person => guesser.SendJson("PUT", person.Path(registry), person.Seen.ToFields(), ("If-Match", "*")));
            yield return ("PATCH", person => Patch(person, Registries.Change(registry, 1)));
            foreach (var operation in operations.Where(o => o.Path == $"/v1/{registry}/{{id}}/transitions" && o.Method == "POST"))
            foreach (var state in ContractDocument.ValuesOf(Calls.Contract.Resolved(operation.Body!["properties"]!["to"]!)) ?? [])
                yield return (
                    $"{operation} {state}",
                    person => guesser.SendJson("POST", $"{person.Path(registry)}/transitions", new JsonObject { ["to"] = (string)state! })
                );
            yield return ("GET list", person => guesser.GetAsync($"/v1/{registry}?count=true&sourceId={person.Whole.Text("sourceId")}"));
            yield return ("GET changes", person => Changes(person, since));
        }

        // The members that the feed names of the record's changes, as an answer.
        private async Task<HttpResponseMessage> Changes(Victim person, string since)
        {
            var page = await guesser.GetJson($"/v1/changes?limit=500&resource={registry}&after={since}");
            var changes = page["items"]!.AsArray().Where(c => (string?)c!["id"] == person.Whole.Text("id"));
            var members = new JsonArray([
                .. changes.Select(c =>
                    (JsonNode)new JsonObject { ["operation"] = c!["operation"]!.DeepClone(), ["members"] = c["members"]!.DeepClone() }
                ),
            ]);
            return new() { Content = new StringContent(members.ToJsonString()) };
        }

        private Task<HttpResponseMessage> Patch(Victim person, JsonObject patch) =>
            guesser.SendJson("PATCH", person.Path(registry), patch, ("If-Match", "*"));

        private Task<HttpResponseMessage> Send(ContractOperation operation, Victim victim, string query, JsonObject body)
        {
            var path = operation
                .Path.Replace("{id}", victim.Whole.Text("id"), StringComparison.Ordinal)
                .Replace("{regionCode}", "74", StringComparison.Ordinal)
                .Replace("{sourceId}", victim.Whole.Text("sourceId"), StringComparison.Ordinal);
            return operation.Path.Contains("{id}", StringComparison.Ordinal)
                ? guesser.SendJson(operation.Method, path + query, body, ("If-Match", "*"))
                : guesser.SendJson(operation.Method, path + query, body);
        }

        private static JsonObject Body(ContractOperation operation, JsonObject document, HiddenMember member) =>
            operation.Method == "PATCH" ? new JsonObject { [member.Path[0]] = document[member.Path[0]]!.DeepClone() }
            : operation.Path.Contains('{', StringComparison.Ordinal) ? document
            : document.With("sourceId", null);

        private static bool IsDate(JsonNode? value) =>
            value is JsonValue text && text.TryGetValue<string>(out var day) && DateOnly.TryParseExact(day, "yyyy-MM-dd", out _);

        // The answer without what is another one for every record and request.
        private static async Task<string> Answer(HttpResponseMessage response, Victim victim)
        {
            var body = await response.Content.ReadAsStringAsync();
            foreach (var value in Texts(victim.Seen).Distinct().OrderByDescending(v => v.Length))
                if (value.Length > 3)
                    body = body.Replace($"\"{value}\"", "\"…\"", StringComparison.Ordinal);
            var headers = response
                .Headers.Concat(response.Content.Headers)
                .Where(h => !passing.Contains(h.Key))
                .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}")
                .Order(StringComparer.Ordinal);
            return $"{(int)response.StatusCode} {string.Join("; ", headers)} {Passing().Replace(body, "…")}";
        }

        private static readonly HashSet<string> passing = new(StringComparer.OrdinalIgnoreCase)
        {
            "Date",
            "Location",
            "Content-Length",
            "RateLimit",
            "Efs-Consistent-Through",
            "traceresponse",
        };

        private static IEnumerable<string> Texts(JsonNode? node) =>
            node switch
            {
                JsonObject members => members.SelectMany(m => Texts(m.Value)),
                JsonArray items => items.SelectMany(Texts),
                JsonValue value when value.TryGetValue<string>(out var text) => [text],
                _ => [],
            };

        // Identifiers, instants, traces and progress.
        [GeneratedRegex(
            "[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|\"(next|cursor)\":\"[^\"]*\"|\"(total|size|rowsPerSecond)\":\\d+"
        )]
        private static partial Regex Passing();
    }
}
