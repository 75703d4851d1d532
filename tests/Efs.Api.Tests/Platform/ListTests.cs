using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>What every list keeps: its pages, its sorts, its filters and its search, for one region, several and all.</summary>
public sealed partial class ListTests(ListTests.Crowd crowd) : IClassFixture<ListTests.Crowd>
{
    /// <summary>Three regions full of records that differ in all that a list asks about.</summary>
    public sealed class Crowd : EfsHost, IAsyncLifetime
    {
        public const int Size = 235,
            Fewer = 96; // fewer than a page of heavy records
        private static readonly string[] names =
        [
            "Ёлкина",
            "елкин",
            "Салтыкова-Щедрина",
            "Иванова",
            "иванов",
            "ИВАНОВА-МАРЬИНА",
            "О'Нил",
            "Школа № 12",
            "школа №12",
            "Лицей 22-й",
            "Школа «Ромашка»",
            "МБОУ СОШ № 1 г. Орёл",
            "100% успеха",
            "а\\б:в*г",
            "A & B | C ! D",
            "Кызы (Оглы)",
            "Ḿüller",
            "Гимназия",
            "Гимназия имени Ё. Ёжикова",
            "школа",
        ];

        private static readonly string[] first = ["Мария", "Иван", "Ёлка", "Анна-Мария", "Пётр"],
            towns = ["Челябинск", "Орёл", "Нигде"],
            positions = ["teacher", "methodist", "director"],
            subjects = ["mathematics", "physics", "history"];

        public Dictionary<string, List<JsonObject>> Records { get; } =
            Registries.Names.ToDictionary(registry => registry, _ => new List<JsonObject>());
        public Dictionary<string, (HttpClient Client, string[] Regions)> Callers { get; } = [];

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await using (var builtIn = Owner.CreateCommand("DELETE FROM analytics.indicator")) // they would stand in every list
                await builtIn.ExecuteNonQueryAsync();
            var writer = await Client("everywhere", WholeRegion, "27", "70", "74");
            foreach (var (registry, records) in Records)
                for (var i = 0; i < (IsFirst(registry) ? Size : Fewer); i++)
                    records.Add(await writer.Create($"/v1/{registry}", await Document(registry, i)));
            foreach (var ended in Records["trajectories"].Where((_, i) => i / 4 % 4 == 0))
                await (
                    await writer.SendJson(
                        "POST",
                        $"/v1/trajectories/{ended.Id()}/transitions",
                        """{"to":"terminated","reason":"refused"}"""
                    )
                ).ReadJson(201);
            // Many were changed in the same microsecond, others in the next.
            await using (
                var command = Owner.CreateCommand(
                    string.Concat(
                        Registries
                            .Names.Select(Registries.TableOf)
                            .Select(t =>
                                $"UPDATE {t} SET updated_at = timestamptz '2024-05-05 12:00:00Z' + abs(hashtext(id::text)) % 9 * "
                                + "interval '1 microsecond';"
                            )
                    )
                )
            )
                await command.ExecuteNonQueryAsync();
            foreach (var (registry, records) in Records)
                for (var i = 0; i < records.Count; i++)
                    records[i] = await writer.GetJson($"/v1/{registry}/{records[i].Id()}");
            Callers["one region"] = (Region74, ["74"]);
            Callers["two regions"] = (await Client("two", WholeRegion, "27", "74"), ["27", "74"]);
            Callers["federal"] = (await Client("federal", [.. WholeRegion]), ["27", "70", "74"]);
            writer.Dispose();
        }

        public IEnumerable<JsonObject> Of(string registry, string caller) =>
            Records[registry].Where(r => Registries.Shared.Contains(registry) || Callers[caller].Regions.Contains(r.Text("regionCode")));

        public static bool IsFirst(string registry) => registry is "institutes" or "schools" or "educators";

        private static string Region(int i) => new[] { "74", "74", "27", "70" }[i % 4];

        private static readonly string[] people = [.. names.Where(name => !name.Any(c => char.IsDigit(c) || "№«»%\\:*&|!".Contains(c)))];

        private static string Name(string registry, int i) =>
            registry == "educators" ? people[i / 4 % people.Length] : names[i / 4 % names.Length];

        // Of the same region: i and i ± 4 are.
        private JsonObject? Earlier(string registry, int i, int by) => i < by * 4 ? null : Records[registry][i - by * 4];

        // A record of the same region.
        private Guid Near(string registry, int i, int by) => Records[registry][i % 4 + by * 4].Id();

        private static string Day(int by) => new DateOnly(2024, 5, 1).AddDays(by % 9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        private static string[] Competences(int i) => [.. Documents.Competences.Where((_, c) => c != i % 4)];

        /// <summary>
        /// A document of the registry, another one for each number; from <see cref="Fewer"/> on for those who come later.
        /// </summary>
        public async Task<JsonObject> Document(string registry, int i) =>
            registry switch
            {
                "institutes" => Institute(i),
                "schools" => School(i),
                "educators" => Educator(i),
                "programs" => Provided(i, Documents.Program(Region(i), 250 + i, Competences(i / 4)))
                    .With("title", Name(registry, i))
                    .With("sourceId", i % 5 == 0 ? null : $"p{i}")
                    .With("kind", i % 3 == 0 ? "retraining" : "upgrade")
                    .With("validFrom", i % 7 == 0 ? "2024-01-01" : null)
                    .With("validTo", i % 5 == 0 ? "2024-12-31" : null)
                    .With(
                        "federalRegister",
                        i / 4 % 4 != 0
                            ? null
                            : new JsonObject { ["number"] = $"{i}", ["includedOn"] = "2023-01-01" }.With(
                                "excludedOn",
                                i / 4 % 8 == 0 ? "2024-06-01" : null
                            )
                    ),
                "certificates" => Provided(i, Documents.Certificate(Near("educators", i, i / 4 % 7), Region(i)))
                    .With("sourceId", $"c{i}")
                    .With("kind", i % 3 == 0 ? "retraining_diploma" : "upgrade_certificate")
                    .With("hours", 250)
                    .With("issuedOn", Replaced(i) is null ? Day(i / 4) : "2024-06-01")
                    .With("programId", i % 3 == 1 ? Records["programs"][i % 6].Id() : null)
                    .With("status", Replaced(i) is null ? "original" : "duplicate")
                    .With("replacesId", Replaced(i)),
                "instruments" => Documents
                    .Instrument(Region(i), Competences(i))
                    .With("title", Name(registry, i))
                    .With("code", $"math-{i % 10}")
                    .With("edition", i + 1)
                    .With("sourceId", i % 5 == 0 ? null : $"i{i}")
                    .With("method", i % 3 == 0 ? "case" : "test")
                    .With("validFrom", i % 7 == 0 ? "2024-01-01" : null)
                    .With("validTo", i % 5 == 0 ? "2024-12-31" : null),
                "diagnostics" => Documents
                    .Diagnostic(
                        Near("educators", i, i / 4 % 30),
                        Records["instruments"][i % 10].Id(),
                        i % 3 == 0 ? "repeated" : "primary",
                        Day(i / 4),
                        [.. Competences(i % 10).Select((c, n) => (c, (decimal)((i + n) * 7 % 21)))]
                    )
                    .With("regionCode", Region(i))
                    .With("sourceId", $"d{i}")
                    .With("instituteId", i % 5 < 2 ? Near("institutes", i, i % 3) : null),
                "methodists" => Documents
                    .Methodist(Near("educators", i, i / 4), Region(i))
                    .With("sourceId", $"m{i}")
                    .With("instituteId", i % 5 < 2 ? Near("institutes", i, i % 3) : null)
                    .With("subjectCode", i % 3 == 2 ? null : subjects[i % 3])
                    .With("direction", i % 3 == 2 ? (i % 2 == 0 ? "methodical" : "managerial") : null)
                    .With("municipality", i % 2 == 0 ? towns[i / 2 % towns.Length] : null)
                    .With("until", i % 7 == 0 ? "2024-06-30" : null),
                "mentorships" => Documents
                    .Mentorship(Near("educators", i, i / 4 % 5), Near("educators", i, 10 + i / 4), Region(i))
                    .With("sourceId", $"n{i}")
                    .With("form", i % 3 == 0 ? "leader_teacher" : "teacher_teacher")
                    .With("kind", i % 5 == 0 ? "group" : "reverse")
                    .With("until", i % 3 == 1 ? "2025-01-01" : null),
                "trajectories" => Documents
                    .Trajectory(Near("educators", i, 5 + i / 4), Near("institutes", i, i / 4 % 4), Region(i))
                    .With("sourceId", $"t{i}")
                    .With("methodistId", i % 3 == 0 ? Near("methodists", i, i % 2 == 0 ? 2 : 4) : null)
                    .With("competences", new JsonArray([.. Competences(i).Select(c => (JsonNode)c)]))
                    .With(
                        "steps",
                        new JsonArray(
                            Documents.Step("1", kind: "program").With("programId", i % 5 < 2 ? Records["programs"][i % 5].Id() : null)
                        )
                    ),
                "federal-projects" => Documents
                    .FederalProject(Region(i))
                    .With("title", Name(registry, i))
                    .With("sourceId", i % 5 == 0 ? null : $"f{i}")
                    .With("level", i % 6 == 5 ? "national_project" : "initiative")
                    .With("parentId", i < Fewer && i % 6 < 2 ? Earlier(registry, i, 1 + i % 3)?.Id() : null)
                    .With("startsOn", i % 7 == 0 ? "2024-01-01" : null)
                    .With("endsOn", i % 5 == 0 ? "2024-12-31" : null),
                "road-maps" => Documents
                    .RoadMap(
                        Records["federal-projects"][i % 8].Id(),
                        Region(i),
                        Documents
                            .Measure("1")
                            .With("instituteId", Near("institutes", i, i / 4 % 3))
                            .With("state", i % 3 == 0 ? "done" : "planned")
                            .With("completedOn", i % 3 == 0 ? "2024-11-01" : null)
                    )
                    .With("sourceId", $"map{i}"),
                "contests" => Documents
                    .Contest(Near("institutes", i, i / 4 % 4), Region(i), Region(i))
                    .With("title", Name(registry, i))
                    .With("sourceId", $"contest{i}")
                    .With("code", $"contest-{i}")
                    .With("year", 2020 + i % 5)
                    .With("federalProjectId", i % 5 < 2 ? Records["federal-projects"][i % 8].Id() : null),
                "contest-applications" => Documents
                    .ContestApplication(
                        Near("contests", i, i / 4 % 3),
                        Region(i),
                        new JsonObject
                        {
                            ["key"] = "1",
                            ["educatorId"] = Near("educators", i, i / 4 % 4),
                            ["category"] = "educator",
                        }
                    )
                    .With("sourceId", $"application{i}"),
                "communities" => Documents
                    .Community(
                        Region(i),
                        new JsonObject
                        {
                            ["key"] = "1",
                            ["educatorId"] = Near("educators", i, i / 4 % 4),
                            ["since"] = "2023-12-01",
                            ["contestId"] = Near("contests", i, i / 4 % 3),
                            ["achievement"] = "finalist",
                            ["expertise"] = new JsonArray(i % 2 == 0 ? "Наставничество" : "Управление"),
                        },
                        Documents.Expert("2", homeRegion: i % 7 == 0 ? "39" : null)
                    )
                    .With("title", Name(registry, i))
                    .With("sourceId", $"community{i}")
                    .With("federalProjectId", i % 5 < 2 ? Records["federal-projects"][i % 8].Id() : null),
                "expert-requests" => Documents.ExpertRequest(Near("communities", i, i / 4 % 3), Region(i)).With("sourceId", $"request{i}"),
                "projects" => Documents
                    .Project(Near("institutes", i, i / 4 % 4), Region(i))
                    .With("title", Name(registry, i))
                    .With("sourceId", $"project{i}")
                    .With("theme", towns[i % 3])
                    .With("federalProjectId", i % 5 < 2 ? Records["federal-projects"][i % 8].Id() : null)
                    .With(
                        "team",
                        new JsonArray(
                            new JsonObject
                            {
                                ["key"] = "1",
                                ["educatorId"] = Near("educators", i, i / 4 % 4),
                                ["role"] = "leader",
                            },
                            Documents.Guest("2", homeRegion: i % 7 == 0 ? "39" : null)
                        )
                    ),
                "events" => Documents
                    .Event(Region(i), Region(i))
                    .With("title", Name(registry, i))
                    .With("sourceId", $"event{i}")
                    .With("kind", i % 3 == 0 ? "seminar" : "internship")
                    .With("startsOn", Day(i / 4))
                    .With("endsOn", "2024-10-11")
                    .With("federalProjectId", i % 5 < 2 ? Records["federal-projects"][i % 8].Id() : null)
                    .With(
                        "organisations",
                        new JsonArray(new JsonObject { ["role"] = "organiser", ["instituteId"] = Near("institutes", i, i / 4 % 3) })
                    ),
                "internship-sites" => Documents
                    .InternshipSite(Region(i))
                    .With("title", Name(registry, i))
                    .With("sourceId", $"site{i}")
                    .With("instituteId", i % 5 < 2 ? Near("institutes", i, i % 3) : null)
                    .With("schoolId", i % 5 == 2 ? Near("schools", i, i % 3) : null)
                    .With("organisation", i % 5 < 3 ? null : "Технопарк")
                    .With("validFrom", i % 7 == 0 ? "2024-06-01" : "2023-09-01")
                    .With("validTo", i % 5 == 0 ? "2024-12-31" : null),
                "practices" => Documents
                    .Practice(Region(i))
                    .With("title", Name(registry, i))
                    .With("sourceId", $"practice{i}")
                    .With("instituteId", i % 5 < 2 ? Near("institutes", i, i % 3) : null)
                    .With("schoolId", i % 5 == 2 ? Near("schools", i, i % 3) : null)
                    .With("organisation", i % 5 < 3 ? null : "Технопарк")
                    .With("eventId", i % 3 == 0 ? Near("events", i, i / 4 % 3) : null),
                "registrations" => Documents
                    .Registration(
                        Near("events", i, i / 4 % 3),
                        Region(i),
                        new JsonObject { ["key"] = "1", ["educatorId"] = Near("educators", i, i / 4) }
                    )
                    .With("sourceId", $"registration{i}")
                    .With("kind", i % 3 == 0 ? "person" : "delegation")
                    .With("title", i % 3 == 0 ? null : "Делегация"),
                "indicators" => Documents
                    .IndicatorVersion(Region(i))
                    .With("sourceId", $"indicator{i}")
                    .With("validFrom", i % 7 == 0 ? "2024-06-01" : "2023-09-01")
                    .With("validTo", i % 5 == 0 ? "2024-12-31" : null),
                "indicator-targets" => Documents
                    .IndicatorTarget(Region(i))
                    .With("sourceId", $"target{i}")
                    .With(
                        "indicatorCode",
                        Records["indicators"].Where(r => r.Text("regionCode") == Region(i)).ElementAt(i % 4).Text("code")
                    )
                    .With("year", 2000 + (i / 4)),
                "project-roles" => Documents
                    .ProjectRole(Records["federal-projects"][i % 8].Id(), Near("institutes", i, i / 4 % 4), Region(i))
                    .With("sourceId", $"r{i}")
                    .With("role", i % 3 == 0 ? "coordinator" : "operator")
                    .With("firstYear", 2001 + i / 4)
                    .With("lastYear", i % 5 == 0 ? null : 2031),
                "self-assessments" => Documents
                    .SelfAssessment(
                        Near("assessment-campaigns", i, i / 4 % 4 + i / Fewer * 4),
                        Records["schools"][i % Fewer].Id(),
                        Region(i)
                    )
                    .With("sourceId", $"a{i}"),
                "growth-points" => Documents
                    .GrowthPoint(Records["schools"][i].Id(), Region(i))
                    .With("sourceId", $"g{i}")
                    .With("profile", i % 3 == 0 ? "digital_and_humanities" : "natural_science_and_technology")
                    .With("openedYear", 2020 + i % 3)
                    .With("figures", null),
                _ => (await Registries.Document(registry, Region(i), other => Task.FromResult(Near(other, i, i / 4 % 4))))
                    .With("sourceId", $"{registry}{i}")
                    .WithName(registry, Name(registry, i)),
            };

        private JsonObject Provided(int i, JsonObject document) =>
            i % 5 < 2 ? document.With("provider", null).With("providerInstituteId", Near("institutes", i, i % 3)) : document;

        // Seven records of a region back the educator is the same.
        private Guid? Replaced(int i) => i is >= 28 and < Fewer && i / 4 % 6 == 5 ? Records["certificates"][i - 28].Id() : null;

        private JsonObject Institute(int i) =>
            Documents
                .Institute(Region(i))
                .With("fullName", Name("institutes", i))
                .With("shortName", i % 3 == 0 ? "ЧИРО-2" : null)
                .With("sourceId", i % 5 == 0 ? null : $"ключ {i}")
                .With("kind", i % 3 == 0 ? "cnppm" : "iro")
                .With("inn", i % 4 == 1 ? "7707083893" : null)
                .With("parentId", i % 6 < 2 ? Earlier("institutes", i, 1 + i % 3)?.Id() : null);

        private JsonObject School(int i) =>
            Documents
                .School(Region(i))
                .With("fullName", Name("schools", i))
                .With("shortName", i % 7 == 0 ? "СОШ ёж" : null)
                .With("sourceId", $"s{i}")
                .With("municipality", i % 2 == 0 ? towns[i / 2 % towns.Length] : null)
                .With("kind", i % 5 == 0 ? "lyceum" : "general")
                .With("isRural", i % 3 == 0)
                .With(
                    "levels",
                    new JsonArray([.. new[] { "noo", "ooo", "soo" }.Where((_, l) => (i >> l) % 2 == 0).Select(l => (JsonNode)l)])
                )
                .With("inn", i % 6 == 1 ? "7707083893" : null)
                .With("branchOfId", i is >= 100 and < 110 ? Records["schools"][i % 4].Id() : null);

        private JsonObject Educator(int i)
        {
            var (schools, institutes) = (
                Records["schools"].Where(s => s.Text("regionCode") == Region(i)).Take(4).ToList(),
                Records["institutes"].Where(s => s.Text("regionCode") == Region(i)).Take(3).ToList()
            );
            var employments = Enumerable
                .Range(0, i % 4)
                .Select(e =>
                    (JsonNode)
                        Documents
                            .Employment(schools[(i + e) / 3 % 4].Id())
                            .With("isMain", false)
                            .With("positionCode", positions[(i / 4 + e) % 3])
                            .With("subjectCodes", new JsonArray(subjects[(i / 5 + e) % 3]))
                            .With(
                                "until",
                                (i + e) % 5 == 0 ? "2020-01-01"
                                    : (i + e) % 7 == 0 ? "2098-01-01"
                                    : null
                            )
                )
                .ToList();
            if (i % 5 == 2)
                employments.Add(
                    Documents
                        .Employment(Guid.Empty)
                        .With("schoolId", null)
                        .With("instituteId", institutes[i % 3].Id())
                        .With("isMain", false)
                        .With("positionCode", "methodist")
                );
            JsonNode[] categories = (i % 4) switch
            {
                0 =>
                [
                    new JsonObject
                    {
                        ["kind"] = "first",
                        ["grantedOn"] = "2015-01-01",
                        ["expiresOn"] = "2020-01-01",
                    },
                ],
                1 =>
                [
                    new JsonObject { ["kind"] = "highest", ["grantedOn"] = "2024-01-01" },
                    new JsonObject { ["kind"] = "mentor", ["grantedOn"] = "2024-01-01" },
                ],
                2 =>
                [
                    new JsonObject
                    {
                        ["kind"] = "first",
                        ["grantedOn"] = "2015-01-01",
                        ["expiresOn"] = "2020-01-01",
                    },
                    new JsonObject { ["kind"] = "first", ["grantedOn"] = "2024-01-01" },
                ],
                _ => [],
            };
            return Documents
                .Educator(Region(i), Name("educators", i))
                .With("firstName", first[i / 3 % first.Length])
                .With("middleName", i % 2 == 0 ? "Семёновна" : null)
                .With("sourceId", $"e{i}")
                .With("employments", new JsonArray([.. employments]))
                .With("categories", new JsonArray(categories));
        }
    }

    private static readonly string[] callers = ["one region", "two regions", "federal"];

    public static TheoryData<string, string> Everywhere => Matrix(Registries.Names);

    public static TheoryData<string, string> Searched => Matrix(Registries.Named);

    // The filters that are a member's value.
    private static IEnumerable<string> Equal(string registry) =>
        from property in Registries.ListOf(registry).GetProperties(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance)
        where property.PropertyType == typeof(string) || property.PropertyType == typeof(Guid?)
        where !property.IsDefined(typeof(WhereAttribute))
        select JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    public static TheoryData<string, string, string> Sorts
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var registry in Registries.Names)
            foreach (var caller in callers)
            foreach (
                var sort in new[]
                {
                    "",
                    "N",
                    "-N",
                    "updatedAt",
                    "-updatedAt",
                    "N,updatedAt",
                    "N,-updatedAt",
                    "-N,updatedAt",
                    "-updatedAt,N",
                    "-N,-updatedAt",
                }.Where(s => !s.Contains('N', StringComparison.Ordinal) || Key(registry) is not null)
            )
                data.Add(registry, caller, sort.Replace("N", Key(registry), StringComparison.Ordinal));
            return data;
        }
    }

    [Theory, MemberData(nameof(Sorts))]
    public async Task A_walk_neither_skips_nor_repeats_while_others_come_and_go(string registry, string caller, string sort)
    {
        var (client, _) = crowd.Callers[caller];
        var (others, came) = (new Queue<JsonObject>(), 0);
        var (seen, path) = (new List<JsonObject>(), $"/v1/{registry}?limit=29{(sort.Length == 0 ? "" : $"&sort={sort}")}");
        for (var next = path; next is not null; )
        {
            var response = await client.GetAsync(next);
            var page = await response.ReadJson(200);
            seen.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject()));
            if (page["next"] is null)
            {
                Assert.False(response.Headers.Contains("Link"));
                break;
            }
            Assert.Equal(29, page["items"]!.AsArray().Count);
            var link = LinkOf().Match(Assert.Single(response.Headers.GetValues("Link")));
            Assert.Equal("next", link.Groups[2].Value);
            Assert.Equal($"{path}&cursor={page.Text("next")}", Uri.UnescapeDataString(link.Groups[1].Value));
            next = link.Groups[1].Value;

            foreach (var name in Registries.Named.Contains(registry) ? new[] { "Аааа", "Яяяя", "Школа" } : [""])
            {
                var other = await crowd.Document(registry, Crowd.Fewer + came++ % 24 * 4);
                others.Enqueue(await crowd.Region74.Create($"/v1/{registry}", other.With("sourceId", null).WithName(registry, name)));
            }
            if (others.Count > 5)
                await Delete(registry, others.Dequeue());
        }
        while (others.TryDequeue(out var other))
            await Delete(registry, other);

        var known = crowd.Of(registry, caller).Select(r => r.Id()).ToHashSet();
        Assert.Distinct(seen.Select(s => s.Id()));
        Assert.Empty(known.Except(seen.Select(s => s.Id())));
        if (!Registries.Shared.Contains(registry))
            Assert.All(seen, s => Assert.Contains(s.Text("regionCode"), crowd.Callers[caller].Regions));
        for (var i = 1; i < seen.Count; i++)
            Assert.True(Compare(registry, sort, seen[i - 1], seen[i]) < 0, $"{seen[i - 1]}\n{seen[i]}");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_list_that_comes_whole_holds_what_its_pages_hold(string registry, string caller)
    {
        var client = crowd.Callers[caller].Client;
        foreach (
            var query in new[]
            {
                "",
                Filters(registry).First(f => f.Query.Length > 0).Query,
                "regionCode=74",
                Registries.Named.Contains(registry) ? $"q={Uri.EscapeDataString("школ")}" : "regionCode=27",
            }
        )
        {
            var items = new List<JsonObject>();
            for (string? next = ""; next is not null; )
            {
                var page = await client.GetJson($"/v1/{registry}?limit=83&{query}{next}");
                items.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject()));
                next = page["next"] is { } cursor ? $"&cursor={cursor}" : null;
            }
            Assert.Equal(
                items.Select(i => i.ToJsonString()),
                (await client.ReadNdjson($"/v1/{registry}/export?{query}")).Select(i => i.ToJsonString())
            );
            var rows = await client.ReadCsv($"/v1/{registry}/export?{query}");
            Assert.Equal(
                items.Select(item => rows[0].Select(column => Exports.Cell(item, column))),
                rows.Skip(1).Select(row => row.Select(Exports.Unescape))
            );
        }
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_filter_gives_exactly_what_it_says(string registry, string caller)
    {
        var records = crowd.Of(registry, caller).ToList();
        foreach (var (query, fits) in Filters(registry))
            await Same(registry, caller, query, records.Where(fits));
        if (registry == "educators")
            return;
        foreach (var (query, fits) in Filters(registry).Where((_, i) => i % 2 == 0))
        foreach (var (query2, fits2) in Filters(registry).Where(f => f.Query.Split('=')[0] != query.Split('=')[0]))
            await Same(registry, caller, $"{query}&{query2}", records.Where(r => fits(r) && fits2(r)));
    }

    [Theory, MemberData(nameof(Searched))]
    public async Task Filters_go_together_with_the_search_and_the_sort(string registry, string caller)
    {
        var records = crowd.Of(registry, caller).ToList();
        foreach (var (query, fits) in Filters(registry).Where((_, i) => i % 3 == 0))
            await Same(
                registry,
                caller,
                $"{query}&q={Uri.EscapeDataString("школ")}&sort=-updatedAt,{Key(registry)}",
                records.Where(r => fits(r) && Finds(registry, r, "школ"))
            );
    }

    [Theory, MemberData(nameof(Searched))]
    public async Task A_search_takes_words_by_their_beginning_in_any_order(string registry, string caller)
    {
        var records = crowd.Of(registry, caller).ToList();
        var found = 0;
        foreach (
            var q in new[]
            {
                "школа",
                "ШКОЛА",
                "Шко",
                "школаа",
                "ёлкин",
                "елкин",
                "ЁЛКИНА",
                "елкина",
                "щедрина",
                "щедрин салтык",
                "салтыкова-щедрина",
                "Салтыкова - Щедрина",
                "иванова",
                "иванов мар",
                "мар иванов",
                "нил",
                "о'нил",
                "12",
                "№12",
                "№ 12",
                "12 школа",
                "1",
                "22-й",
                "22й",
                "орел",
                "орёл г",
                "ромаш",
                "«Ромашка»",
                "100%",
                "100",
                "успеха 100%",
                "а\\б",
                "в*г",
                "A & B",
                "b | a",
                "!",
                "!d c",
                "кызы (оглы)",
                "оглы)",
                "muller",
                "ḿüller",
                "Ḿ",
                "ежикова е",
                "семеновна",
                "мария анна",
                "чиро",
                "еж",
                "челябинск орёл",
                "школа школа",
                "школа\u00a0 12",
                "шко:*",
                "'",
                "''",
                "\"",
                "&",
                "|",
                "( )",
                "\\",
                "%",
                "_",
                "--",
                "; DROP TABLE",
                "ш <-> к",
                "74школа",
                "школа' | 'а",
                "a:A",
                "$1",
                "@words",
                "{0}",
                "школа \u200b12",
                "й",
                "и\u0306",
            }
        )
        {
            var path = $"/v1/{registry}?limit=500&q={Uri.EscapeDataString(q)}";
            if (WordsOf(TextNormalizer.Normalize(q)).Count == 0)
            {
                Assert.Equal(["q blank"], await (await crowd.Callers[caller].Client.GetAsync(path)).ReadErrors(400, "request.invalid"));
                continue;
            }
            found +=
                await Same(
                    registry,
                    caller,
                    $"q={Uri.EscapeDataString(q)}",
                    records.Where(r => Finds(registry, r, TextNormalizer.Normalize(q)))
                ) > 0
                    ? 1
                    : 0;
        }
        Assert.True(found > 15, $"{found}"); // the searches are not all in vain
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Changed_since_an_instant_is_at_or_after_it(string registry, string caller)
    {
        var records = crowd.Of(registry, caller).ToList();
        for (var i = 0; i < 10; i++)
        {
            var since = new DateTimeOffset(2024, 5, 5, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(i);
            foreach (
                var text in new[]
                {
                    since.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
                    since.ToOffset(TimeSpan.FromHours(5)).ToString("o", CultureInfo.InvariantCulture),
                }
            )
                await Same(registry, caller, $"updatedSince={Uri.EscapeDataString(text)}", records.Where(r => At(r) >= since));
        }
        foreach (var wrong in new[] { "2024-05-05", "2024-05-05T12:00:00", "yesterday", "2024-13-05T12:00:00Z", "2024-05-05T12:00:00+5" })
            Assert.Equal(
                ["updatedSince wrong-type"],
                await (await crowd.Region74.GetAsync($"/v1/{registry}?updatedSince={Uri.EscapeDataString(wrong)}")).ReadErrors(
                    400,
                    "request.invalid"
                )
            );
    }

    [Theory]
    [InlineData("limit=0", "limit out-of-range")]
    [InlineData("limit=501", "limit out-of-range")]
    [InlineData("limit=-1", "limit out-of-range")]
    [InlineData("limit=", "limit wrong-type")]
    [InlineData("limit=1.5", "limit wrong-type")]
    [InlineData("limit=99999999999999999999", "limit wrong-type")]
    [InlineData("count=yes", "count wrong-type")]
    [InlineData("sort=", "sort blank")]
    [InlineData("sort=colour", "sort wrong-sort")]
    [InlineData("sort=updatedAt,-updatedAt", "sort wrong-sort")]
    [InlineData("sort=updatedAt,", "sort wrong-sort")]
    [InlineData("sort=--updatedAt", "sort wrong-sort")]
    [InlineData("sort=id", "sort wrong-sort")]
    [InlineData("q=", "q blank")]
    [InlineData("q=%20", "q blank")]
    [InlineData("cursor=", "cursor blank")]
    [InlineData("cursor=nonsense", "cursor wrong-cursor")]
    [InlineData("cursor=%D1%8F%21%00", "cursor unstorable-text")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor wrong-cursor")]
    [InlineData("regionCode=99", "regionCode unknown-region")]
    public async Task A_wrong_parameter_of_a_list_is_named(string query, string error)
    {
        foreach (var registry in Registries.Names)
            Assert.Equal(
                [query.StartsWith('q') && !Registries.Named.Contains(registry) ? "q unknown-parameter" : error],
                await (await crowd.Region74.GetAsync($"/v1/{registry}?{query}")).ReadErrors(400, "request.invalid")
            );
    }

    [Fact]
    public async Task A_page_holds_fifty_records_unless_told_otherwise()
    {
        Assert.Equal(50, (await crowd.Region74.GetJson("/v1/schools"))["items"]!.AsArray().Count);
        Assert.Single((await crowd.Region74.GetJson("/v1/schools?limit=1"))["items"]!.AsArray());
        var all = await crowd.Region74.GetJson("/v1/schools?limit=500");
        Assert.Equal(crowd.Of("schools", "one region").Count(), all["items"]!.AsArray().Count);
        Assert.True(all.ContainsKey("next"));
        Assert.Null(all["next"]);
        Assert.False(all.ContainsKey("total"));
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task The_last_page_is_known_to_be_the_last_even_when_it_is_full(string registry, string caller)
    {
        var size = crowd.Of(registry, caller).Count();
        var client = crowd.Callers[caller].Client;
        if (size <= 500)
            Assert.Null((await client.GetJson($"/v1/{registry}?limit={size}"))["next"]);
        var first = await client.GetJson($"/v1/{registry}?limit={size - 1}");
        var last = await client.GetJson($"/v1/{registry}?limit=1&count=true&cursor={first.Text("next")}");
        Assert.Single(last["items"]!.AsArray());
        Assert.Null(last["next"]);
        Assert.Equal(size, (int)last["total"]!);
    }

    [Fact]
    public async Task A_cursor_goes_with_its_own_list_filters_and_sort_only()
    {
        var next = (await crowd.Region74.GetJson("/v1/schools?limit=5&kind=general&sort=fullName")).Text("next");
        foreach (
            var same in new[]
            {
                "kind=general&sort=fullName",
                "sort=fullName&kind=general&limit=7",
                "kind=general&sort=fullName&count=true",
            }
        )
            await crowd.Region74.GetJson($"/v1/schools?{same}&cursor={next}");
        foreach (
            var other in new[]
            {
                "schools?sort=fullName",
                "schools?kind=lyceum&sort=fullName",
                "schools?kind=general",
                "schools?kind=general&sort=-fullName",
                "schools?kind=general&sort=fullName,updatedAt",
                "schools?kind=general&sort=fullName&isRural=true",
                "schools?kind=general&sort=fullName&q=а",
                "schools?kind=general&sort=fullName&regionCode=74",
                "institutes?sort=fullName",
                "educators?limit=5",
            }
        )
            Assert.Equal(
                ["cursor wrong-cursor"],
                await (await crowd.Region74.GetAsync($"/v1/{other}&cursor={next}")).ReadErrors(400, "request.invalid")
            );
        foreach (
            var broken in new[] { next[..^1], $"{next}A", next[1..], $"{(next[0] == 'A' ? 'B' : 'A')}{next[1..]}", next.ToUpperInvariant() }
        )
            Assert.Equal(
                ["cursor wrong-cursor"],
                await (await crowd.Region74.GetAsync($"/v1/schools?kind=general&sort=fullName&cursor={broken}")).ReadErrors(
                    400,
                    "request.invalid"
                )
            );
    }

    [Fact]
    public async Task A_cursor_goes_with_its_own_client_only()
    {
        using var other = await crowd.Client("borrows-cursors", EfsHost.WholeRegion, "74");
        var next = (await crowd.Region74.GetJson("/v1/schools?limit=5&sort=fullName")).Text("next");
        Assert.Equal(
            ["cursor wrong-cursor"],
            await (await other.GetAsync($"/v1/schools?sort=fullName&cursor={next}")).ReadErrors(400, "request.invalid")
        );
        await crowd.Region74.GetJson($"/v1/schools?sort=fullName&cursor={next}");
    }

    [Fact]
    public async Task A_cursor_says_nothing_to_those_who_hold_it()
    {
        var next = (await crowd.Region74.GetJson("/v1/educators?limit=5&sort=lastName")).Text("next");
        var bytes = Convert.FromBase64String($"{next.Replace('-', '+').Replace('_', '/')}{new string('=', (4 - next.Length % 4) % 4)}");
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        foreach (var record in crowd.Of("educators", "one region"))
            Assert.DoesNotContain(TextNormalizer.SearchKey(record.Text("lastName")), text, StringComparison.Ordinal);
    }

    private async Task<int> Same(string registry, string caller, string query, IEnumerable<JsonObject> expected)
    {
        var page = await crowd.Callers[caller].Client.GetJson($"/v1/{registry}?limit=500&count=true&{query}");
        var wanted = expected.Select(r => r.Text("id")).Order().ToList();
        var got = page["items"]!.AsArray().Select(i => (string)i!["id"]!).Order().ToList();
        Assert.True(
            wanted.SequenceEqual(got),
            $"{registry} {caller} {Uri.UnescapeDataString(query)}: {wanted.Count} wanted, {got.Count} got; first difference "
                + $"{wanted.Except(got).Concat(got.Except(wanted)).FirstOrDefault()}"
        );
        Assert.Equal(wanted.Count, (int)page["total"]!);
        return wanted.Count;
    }

    private IEnumerable<(string Query, Func<JsonObject, bool> Fits)> Filters(string registry)
    {
        var records = crowd.Records[registry];
        foreach (var member in Equal(registry).Concat(["regionCode", "sourceId"]))
        {
            var values = records.Select(r => (string?)r[member]).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
            Assert.NotEmpty(values);
            foreach (var value in values.Where((_, i) => i % (1 + values.Count / (Crowd.IsFirst(registry) ? 6 : 2)) == 0))
                yield return ($"{member}={Uri.EscapeDataString(value)}", r => (string?)r[member] == value);
        }
        if (registry == "institutes")
            yield return ($"parentId={Guid.NewGuid()}", _ => false);
        if (registry == "schools")
        {
            foreach (var level in new[] { "noo", "ooo", "soo" })
                yield return ($"level={level}", r => r["levels"]!.AsArray().Any(l => (string?)l == level));
            foreach (var rural in new[] { true, false })
                yield return ($"isRural={(rural ? "true" : "false")}", r => (bool)r["isRural"]! == rural);
            yield return ("municipality=Москва", _ => false);
        }
        foreach (
            var (query, fits) in registry switch
            {
                "programs" or "certificates" => Learning(registry),
                "educators" => [],
                _ => Accompanying(registry),
            }
        )
            yield return (query, fits);
        if (registry != "educators")
            yield break;
        foreach (var category in new[] { "first", "highest", "mentor", "methodist" })
            yield return ($"category={category}", r => HasCategory(r, category));
        var works = Works().ToList();
        foreach (var (query, fits) in works)
            yield return (query, r => Present(r).Any(fits));
        foreach (var (query, fits) in works)
        foreach (var (query2, fits2) in works.Where(w => string.CompareOrdinal(w.Query.Split('=')[0], query.Split('=')[0]) > 0))
            yield return ($"{query}&{query2}&category=highest", r => HasCategory(r, "highest") && Present(r).Any(e => fits(e) && fits2(e)));
    }

    private static IEnumerable<(string Query, Func<JsonObject, bool> Fits)> Learning(string registry) =>
        registry == "programs"
            ? Days("validOn", "validFrom", "validTo")
                .Concat([
                    ("competence=subject_mathematics", r => Holds(r["competences"]!, "subject_mathematics")),
                    ("inFederalRegister=true", r => r["federalRegister"] is { } entry && entry["excludedOn"] is null),
                    ("inFederalRegister=false", r => r["federalRegister"] is not { } entry || entry["excludedOn"] is not null),
                ])
            : Days("issuedFrom", null, "issuedOn")
                .Concat(Days("issuedTo", "issuedOn", null))
                .Concat([("counts=true", r => r["replacedById"] is null), ("counts=false", r => r["replacedById"] is not null)]);

    private IEnumerable<(string Query, Func<JsonObject, bool> Fits)> Accompanying(string registry) =>
        registry switch
        {
            "instruments" => Days("validOn", "validFrom", "validTo")
                .Append(
                    (
                        "competence=methodical_assessment",
                        r => r["competences"]!.AsArray().Any(c => (string?)c!["competenceCode"] == "methodical_assessment")
                    )
                ),
            "diagnostics" => Days("takenFrom", null, "takenOn")
                .Concat(Days("takenTo", "takenOn", null))
                .Append(
                    (
                        "deficit=methodical_assessment",
                        r =>
                            r["results"]!
                                .AsArray()
                                .Any(x => (string?)x!["competenceCode"] == "methodical_assessment" && (bool)x["isDeficit"]!)
                    )
                ),
            "methodists" => Days("validOn", "since", "until"),
            "assessment-campaigns" => Days("openOn", "opensOn", "closesOn"),
            "indicators" => Days("validOn", "validFrom", "validTo"),
            "mentorships" => [("isOpen=true", r => r["until"] is null), ("isOpen=false", r => r["until"] is not null)],
            "federal-projects" => Days("validOn", "startsOn", "endsOn"),
            "road-maps" => Overdue(),
            "projects" => InTeam(),
            "events" => Days("heldFrom", null, "endsOn").Concat(Days("heldTo", "startsOn", null)).Append(Organised()),
            "registrations" => [Registered()],
            "internship-sites" => Days("validOn", "validFrom", "validTo"),
            "contest-applications" => [Applied()],
            "communities" => Experts(),
            "project-roles" => new[] { 2003, 2031, 2032 }.Select(year =>
                (
                    $"year={year}",
                    (Func<JsonObject, bool>)(r => (int)r["firstYear"]! <= year && (r["lastYear"] is null || (int)r["lastYear"]! >= year))
                )
            ),
            "trajectories" =>
            [
                ("competence=subject_mathematics", r => Holds(r["competences"]!, "subject_mathematics")),
                .. new[] { 0, 1 }
                    .Select(i => crowd.Records["programs"][i].Text("id"))
                    .Select(id => ($"programId={id}", (Func<JsonObject, bool>)(r => (string?)r["steps"]![0]!["programId"] == id))),
            ],
            _ => [],
        };

    private IEnumerable<(string Query, Func<JsonObject, bool> Fits)> Overdue()
    {
        yield return ("isOverdue=true", r => r["progress"]!["overdue"]!.AsArray().Count > 0);
        yield return ("isOverdue=false", r => r["progress"]!["overdue"]!.AsArray().Count == 0);
        var institute = crowd.Records["institutes"][0].Text("id");
        yield return ($"instituteId={institute}", r => (string?)r["measures"]![0]!["instituteId"] == institute);
    }

    private IEnumerable<(string Query, Func<JsonObject, bool> Fits)> InTeam()
    {
        yield return ("participantRegion=39", r => Holds(r["participantRegions"]!, "39"));
        var educator = crowd.Records["educators"][0].Text("id");
        yield return ($"educatorId={educator}", r => (string?)r["team"]![0]!["educatorId"] == educator);
    }

    private IEnumerable<(string Query, Func<JsonObject, bool> Fits)> Experts()
    {
        yield return ("participantRegion=39", r => Holds(r["participantRegions"]!, "39"));
        yield return ($"expertise={Uri.EscapeDataString("Управление")}", r => Holds(r["members"]![0]!["expertise"]!, "Управление"));
        var contest = crowd.Records["contests"][0].Text("id");
        yield return ($"contestId={contest}", r => (string?)r["members"]![0]!["contestId"] == contest);
    }

    private (string Query, Func<JsonObject, bool> Fits) Applied()
    {
        var educator = crowd.Records["educators"][0].Text("id");
        return ($"educatorId={educator}", r => (string?)r["members"]![0]!["educatorId"] == educator);
    }

    private (string Query, Func<JsonObject, bool> Fits) Organised()
    {
        var institute = crowd.Records["institutes"][0].Text("id");
        return ($"instituteId={institute}", r => (string?)r["organisations"]![0]!["instituteId"] == institute);
    }

    private (string Query, Func<JsonObject, bool> Fits) Registered()
    {
        var educator = crowd.Records["educators"][0].Text("id");
        return ($"educatorId={educator}", r => (string?)r["members"]![0]!["educatorId"] == educator);
    }

    // A day that lies between two members of the record, each a bound only where it is said.
    private static IEnumerable<(string Query, Func<JsonObject, bool> Fits)> Days(string parameter, string? from, string? to) =>
        new[] { "2023-06-01", "2024-05-05", "2025-06-01" }.Select(day =>
            (
                $"{parameter}={day}",
                (Func<JsonObject, bool>)(
                    r =>
                        (from is null || r[from] is null || string.CompareOrdinal(r.Text(from), day) <= 0)
                        && (to is null || r[to] is null || string.CompareOrdinal(r.Text(to), day) >= 0)
                )
            )
        );

    // What may be asked of one and the same place of work.
    private IEnumerable<(string Query, Func<JsonObject, bool> Fits)> Works()
    {
        foreach (var member in new[] { "schoolId", "instituteId", "positionCode" })
        foreach (
            var value in crowd
                .Records["educators"]
                .SelectMany(r => r["employments"]!.AsArray())
                .Select(e => (string?)e![member])
                .OfType<string>()
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Take(4)
        )
            yield return ($"{member}={value}", e => (string?)e[member] == value);
        foreach (var subject in new[] { "mathematics", "history" })
            yield return ($"subjectCode={subject}", e => e["subjectCodes"]!.AsArray().Any(s => (string?)s == subject));
        foreach (var town in new[] { "Челябинск", "Орёл" })
            yield return (
                $"municipality={Uri.EscapeDataString(town)}",
                e => crowd.Records["schools"].Any(s => s.Text("id") == (string?)e["schoolId"] && (string?)s["municipality"] == town)
            );
    }

    private static IEnumerable<JsonObject> Present(JsonObject educator) =>
        educator["employments"]!
            .AsArray()
            .Select(e => e!.AsObject())
            .Where(e => e["until"] is null || string.CompareOrdinal((string)e["until"]!, "2026-01-01") > 0);

    private static bool Holds(JsonNode list, string code) => list.AsArray().Any(c => (string?)c == code);

    private static bool HasCategory(JsonObject educator, string kind) =>
        educator["categories"]!.AsArray().Any(c => (string?)c!["kind"] == kind && c["expiresOn"] is null);

    private static bool Finds(string registry, JsonObject record, string q)
    {
        string[] members = registry switch
        {
            "institutes" => ["fullName", "shortName"],
            "schools" => ["fullName", "shortName", "municipality"],
            "educators" => ["lastName", "firstName", "middleName"],
            "federal-projects" => ["title", "operator"],
            "projects" or "events" => ["title", "theme"],
            "internship-sites" or "practices" => ["title", "theme", "organisation"],
            "instruments" or "assessment-frameworks" => ["title", "code"],
            "contests" => ["title", "organiser"],
            "communities" => ["title", "operator"],
            _ => [Registries.NameOf(registry)!],
        };
        var words = members.Select(m => record[m]).Append(record["provider"]?["name"]).SelectMany(m => WordsOf((string?)m ?? "")).ToList();
        return WordsOf(q).All(asked => words.Any(word => word.StartsWith(asked, StringComparison.Ordinal)));
    }

    private static List<string> WordsOf(string text) => [.. Word().Matches(text.ToLowerInvariant().Replace('ё', 'е')).Select(m => m.Value)];

    private static int Compare(string registry, string sort, JsonObject a, JsonObject b)
    {
        var (keys, descending) = (sort.Split(',', StringSplitOptions.RemoveEmptyEntries), sort.Split(',')[^1].StartsWith('-'));
        foreach (var key in keys)
        {
            var member = key.TrimStart('-');
            var order =
                member == "updatedAt" ? At(a).CompareTo(At(b))
                : member == Registries.NameOf(registry) ? string.CompareOrdinal(SortName(registry, a), SortName(registry, b))
                : string.CompareOrdinal(a.Text(member), b.Text(member));
            if (order != 0)
                return key.StartsWith('-') ? -order : order;
        }
        if (keys.Length == 0 && a.Text("regionCode") != b.Text("regionCode"))
            return string.CompareOrdinal(a.Text("regionCode"), b.Text("regionCode"));
        var last = string.CompareOrdinal(a.Text("id"), b.Text("id"));
        return descending ? -last : last;
    }

    private static string SortName(string registry, JsonObject r) =>
        (
            registry == "educators"
                ? string.Join(' ', new[] { "lastName", "firstName", "middleName" }.Select(m => (string?)r[m]).OfType<string>())
                : r.Text(Registries.NameOf(registry)!)
        )
            .ToLowerInvariant()
            .Replace('ё', 'е');

    private static DateTimeOffset At(JsonObject record) => DateTimeOffset.Parse(record.Text("updatedAt"), CultureInfo.InvariantCulture);

    // What its lists can be sorted by, beside updatedAt.
    private static string? Key(string registry) =>
        Registries.NameOf(registry)
        ?? registry switch
        {
            "certificates" => "issuedOn",
            "diagnostics" => "takenOn",
            "assessment-campaigns" => "opensOn",
            "indicators" => "code",
            _ => null,
        };

    private async Task Delete(string registry, JsonObject record) =>
        await (await crowd.Region74.SendJson("DELETE", $"/v1/{registry}/{record.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);

    private static TheoryData<string, string> Matrix(string[] registries)
    {
        var data = new TheoryData<string, string>();
        foreach (var registry in registries)
        foreach (var caller in callers)
            data.Add(registry, caller);
        return data;
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Word();

    [GeneratedRegex("^<([^>]+)>; rel=\"(.*)\"$")]
    private static partial Regex LinkOf();
}
