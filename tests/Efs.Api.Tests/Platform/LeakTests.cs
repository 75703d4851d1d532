using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Platform;

/// <summary>Two regions in one register: what one of them wrote leaves no trace in what the other can read.</summary>
public sealed class LeakTests(LeakTests.TwoRegions world) : IClassFixture<LeakTests.TwoRegions>
{
    /// <summary>Region 74 has records full of a word that stands nowhere else; region 27 has a few of its own.</summary>
    public sealed class TwoRegions : FiguresHost, IAsyncLifetime
    {
        public const string Mark = "зебрафиш";

        public Dictionary<string, JsonObject> Secret { get; } = [];
        public Dictionary<string, JsonObject> Own { get; } = [];

        /// <summary>What region 74 has for everybody to read.</summary>
        public Dictionary<string, JsonObject> Open { get; } = [];

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            foreach (var registry in Registries.Shared)
                Open[registry] = await Region74.Create($"/v1/{registry}", await Region74.Document(registry));
            await Fill(Region74, "74", $" {Mark}", Secret);
            await Fill(Region27, "27", "", Own);
            Assert.Equal(Registries.Secret.Order(), Secret.Keys.Select(name => name.Split(' ')[0]).Distinct().Order());
        }

        private async Task Fill(HttpClient client, string region, string mark, Dictionary<string, JsonObject> records)
        {
            var key = $"{region}{mark.Trim()}";
            records["institutes"] = await client.Create(
                "/v1/institutes",
                Documents
                    .Institute(region)
                    .With("fullName", $"Институт{mark}")
                    .With("sourceId", key)
                    .With("inn", "7707083893")
                    .With("address", $"Дом{mark}")
            );
            records["schools"] = await client.Create(
                "/v1/schools",
                Documents
                    .School(region)
                    .With("fullName", $"Школа{mark}")
                    .With("sourceId", key)
                    .With("municipality", $"Округ{mark}")
                    .With("inn", "7707083893")
            );
            records["educators"] = await client.Create(
                "/v1/educators",
                Documents
                    .Educator(region, $"Иванова{mark}")
                    .With("sourceId", key)
                    .With("employments", new JsonArray(Documents.Employment(records["schools"].Id())))
                    .With("categories", new JsonArray(new JsonObject { ["kind"] = "first", ["grantedOn"] = "2024-03-28" }))
            );
            records["educators who mentor"] = await client.Create("/v1/educators", Documents.Educator(region, $"Петрова{mark}"));

            var (educator, mentor, institute) = (
                records["educators"].Id(),
                records["educators who mentor"].Id(),
                records["institutes"].Id()
            );
            records["certificates"] = await client.Create(
                "/v1/certificates",
                Documents
                    .Certificate(educator, region)
                    .With("sourceId", key)
                    .With("programTitle", $"Курсы{mark}")
                    .With("provider", null)
                    .With("providerInstituteId", institute)
            );
            records["methodists"] = await client.Create(
                "/v1/methodists",
                Documents
                    .Methodist(mentor, region)
                    .With("sourceId", key)
                    .With("instituteId", institute)
                    .With("municipality", $"Округ{mark}")
            );
            records["mentorships"] = await client.Create(
                "/v1/mentorships",
                Documents.Mentorship(mentor, educator, region).With("sourceId", key).With("goal", $"Цель{mark}")
            );
            records["diagnostics"] = await client.Create(
                "/v1/diagnostics",
                Documents
                    .Diagnostic(
                        educator,
                        Open["instruments"].Id(),
                        "primary",
                        "2024-09-10",
                        [.. Documents.Competences.Select(c => (c, 7m))]
                    )
                    .With("regionCode", region)
                    .With("sourceId", key)
                    .With("instituteId", institute)
            );
            await (
                await client.SendJson(
                    "PATCH",
                    $"/v1/diagnostics/{records["diagnostics"].Id()}",
                    """{"takenOn":"2024-09-11"}""",
                    ("If-Match", "*")
                )
            ).ReadJson(200);
            records["trajectories"] = await client.Create(
                "/v1/trajectories",
                Documents
                    .Trajectory(educator, institute, region, Documents.Step("1"))
                    .With("sourceId", key)
                    .With("methodistId", records["methodists"].Id())
                    .With("diagnosticId", records["diagnostics"].Id())
                    .With("goal", $"Цель{mark}")
            );
            var path = $"/v1/trajectories/{records["trajectories"].Id()}";
            await client.Create(
                $"{path}/transitions",
                new JsonObject
                {
                    ["to"] = "agreed",
                    ["agreement"] = new JsonObject { ["agreedOn"] = "2024-09-20", ["channel"] = "paper" },
                    ["comment"] = $"Согласен{mark}",
                }
            );
            await client.Create($"{path}/transitions", new JsonObject { ["to"] = "active" });
            await client.Create(
                $"{path}/steps/{StepOf(records["trajectories"])}/transitions",
                new JsonObject { ["to"] = "submitted", ["comment"] = $"Сдано{mark}" }
            );
            records["projects"] = await client.Create(
                "/v1/projects",
                Documents
                    .Project(institute, region, Documents.Guest("1", $"Приезжая{mark}"))
                    .With("sourceId", key)
                    .With("title", $"Проект{mark}")
                    .With("theme", $"Тема{mark}")
            );
            await client.Create(
                $"/v1/projects/{records["projects"].Id()}/transitions",
                new JsonObject { ["to"] = "defended", ["comment"] = $"Защищён{mark}" }
            );
            records["events"] = await client.Create(
                "/v1/events",
                Documents
                    .Event(region, "39")
                    .With("sourceId", key)
                    .With("title", $"Семинар{mark}")
                    .With("theme", $"Тема{mark}")
                    .With("endsOn", "2099-12-31")
            );
            records["registrations"] = await client.Create(
                "/v1/registrations",
                Documents
                    .Registration(records["events"].Id(), region, Documents.Newcomer(lastName: $"Приезжая{mark}"))
                    .With("sourceId", key)
                    .With("title", $"Делегация{mark}")
            );
            await client.Create(
                $"/v1/registrations/{records["registrations"].Id()}/transitions",
                new JsonObject { ["to"] = "attended", ["comment"] = $"Отмечена{mark}" }
            );
            await client.Create(
                $"/v1/events/{records["events"].Id()}/transitions",
                new JsonObject { ["to"] = "running", ["comment"] = $"Открыт{mark}" }
            );
            await FillContest(client, region, mark, key, institute, records);
            records["communities"] = await client.Create(
                "/v1/communities",
                Documents
                    .Community(region, Documents.Expert("1", $"Приезжая{mark}"))
                    .With("sourceId", key)
                    .With("title", $"Сообщество{mark}")
            );
            records["indicator-targets"] = await client.Create(
                "/v1/indicator-targets",
                Documents.IndicatorTarget(region).With("sourceId", key).With("legalAct", $"Распоряжение{mark}")
            );
            records["expert-requests"] = await client.Create(
                "/v1/expert-requests",
                Documents.ExpertRequest(records["communities"].Id(), region).With("sourceId", key).With("topic", $"Тема{mark}")
            );
            await client.Create(
                $"/v1/expert-requests/{records["expert-requests"].Id()}/answers",
                new JsonObject { ["text"] = $"Эксперт приедет{mark}" }
            );
            foreach (var registry in Registries.Secret.Except(records.Keys))
                records[registry] = await client.Create(
                    $"/v1/{registry}",
                    (
                        await Registries.Document(
                            registry,
                            region,
                            other => Task.FromResult((Open.GetValueOrDefault(other) ?? records[other]).Id())
                        )
                    )
                        .With("sourceId", key)
                        .WithName(registry, $"Имя{mark}")
                );
            foreach (var (name, record) in records)
                records[name] = await client.GetJson($"/v1/{name.Split(' ')[0]}/{record.Id()}");
        }

        private static async Task FillContest(
            HttpClient client,
            string region,
            string mark,
            string key,
            Guid institute,
            Dictionary<string, JsonObject> records
        )
        {
            var stage = mark == "" ? "test" : Mark;
            var stages = new JsonArray(
                new JsonObject { ["key"] = "application", ["kind"] = "application" },
                new JsonObject { ["key"] = stage, ["kind"] = "remote_assessment" }
            );
            records["contests"] = await client.Create(
                "/v1/contests",
                Documents.Contest(institute, region, "39").With("sourceId", key).With("title", $"Конкурс{mark}").With("stages", stages)
            );
            var contest = $"/v1/contests/{records["contests"].Id()}";
            await client.Create($"{contest}/transitions", new JsonObject { ["to"] = "open", ["comment"] = $"Открыт{mark}" });
            records["contest-applications"] = await client.Create(
                "/v1/contest-applications",
                Documents
                    .ContestApplication(records["contests"].Id(), region, Documents.Contestant("1", $"Приезжая{mark}"))
                    .With("sourceId", key)
                    .With("title", $"Команда{mark}")
            );
            var application = $"/v1/contest-applications/{records["contest-applications"].Id()}";
            foreach (var state in new[] { "submitted", "admitted" })
                await client.Create($"{application}/transitions", new JsonObject { ["to"] = state, ["comment"] = $"Согласовано{mark}" });
            await client.Create($"{contest}/transitions", new JsonObject { ["to"] = "running" });
            await (
                await client.SendJson(
                    "POST",
                    $"{contest}/stages/{stage}/results",
                    $$"""{"results":[{"applicationId":"{{records["contest-applications"].Id()}}","score":70}]}"""
                )
            ).ReadJson(200);
            await client.Create($"{application}/appeals", new JsonObject { ["stage"] = stage, ["grounds"] = $"Ключ верен{mark}" });
        }
    }

    private static string StepOf(JsonObject trajectory) => (string)trajectory["steps"]![0]!["id"]!;

    /// <summary>Every question of the service, as its route lines say.</summary>
    private IEnumerable<(string Pattern, Operation Operation)> Questions() =>
        from endpoint in world.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let operation = endpoint.Metadata.GetMetadata<Operation>()
        where operation is { IsCommand: false }
        select (endpoint.RoutePattern.RawText!, operation);

    private static readonly string[] met =
    [
        .. Registries
            .Secret.SelectMany(r =>
                new[] { typeof(Get<>).MakeGenericType(ResourceCatalogue.Get(r).Record), Registries.ListOf(r) }.Select(MessageName.Of)
            )
            .Concat([
                "GetCompleteness",
                "GetContestFunnel",
                "GetDeficits",
                "GetEventCalendar",
                "GetGrowth",
                "GetRecommendations",
                "GetRegionCalendar",
                "ListApplicationTransitions",
                "ListChanges",
                "ListContestAppeals",
                "ListContestTransitions",
                "ListDiagnosticVersions",
                "ListExpertAnswers",
                "ListEventTransitions",
                "ListProjectTransitions",
                "ListRegistrationTransitions",
                "ListStageResults",
                "ListTrajectoryStepTransitions",
                "ListTrajectoryTransitions",
                "PrintDevelopmentProgram",
                "PrintEventParticipants",
                "PrintEventProgram",
                "PrintSelfAssessment",
                "PrintTrajectory",
                "Reconcile",
                "SearchEducators",
            ])
            .SelectMany(name =>
                name.StartsWith("List", StringComparison.Ordinal) && name != "ListChanges" ? new[] { name, $"Export{name[4..]}" } : [name]
            )
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void The_questions_are_all_here()
    {
        var names = Questions().Select(q => q.Operation.Name).ToList();
        Assert.Superset(met.ToHashSet(), names.ToHashSet());
        Assert.All(Questions(), q => Assert.Contains(q.Operation.Method, new[] { "GET", "POST" }));
    }

    [Fact]
    public async Task The_owner_meets_its_records_in_every_question_that_the_stranger_is_asked()
    {
        var found = new HashSet<string>();
        foreach (var (name, path, body) in Asked())
            if (Traces(await Text(world.Region74, path, body)).Count > 0)
                found.Add(name);
        Assert.Equal(met, found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_stranger_finds_no_trace_in_any_answer()
    {
        foreach (var client in new[] { world.Region27, await world.Client("stranger", EfsHost.WholeRegion, "27", "70") })
        foreach (var (_, path, body) in Asked())
            Assert.True(Traces(await Text(client, path, body)) is [], $"{path} {body}");
    }

    [Fact]
    public async Task Nor_is_there_a_trace_in_any_form_of_an_export()
    {
        var found = new HashSet<string>();
        var lists = Questions().Where(q => q.Operation.IsExport).ToDictionary(q => q.Operation.Name, q => q.Operation.Forms);
        foreach (var (name, path, _) in Asked().Where(a => lists.ContainsKey(a.Name)))
        foreach (var form in lists[name])
        {
            Assert.True(Traces(await Whole(world.Region27, form, path)) is [], $"{form} {path}");
            if (!path.Contains('?', StringComparison.Ordinal) && Traces(await Whole(world.Region74, form, path)).Count > 0)
                found.Add($"{name} {form}");
        }
        Assert.Equal(
            met.Where(lists.ContainsKey).SelectMany(name => lists[name].Select(form => $"{name} {form}")).Order(StringComparer.Ordinal),
            found.Order(StringComparer.Ordinal)
        ); // their owner finds them
    }

    private static async Task<string> Whole(HttpClient client, string form, string path)
    {
        using var response = await client.GetAs(form, path);
        Assert.InRange((int)response.StatusCode, 200, 404);
        if (form != Exports.Workbook || !response.IsSuccessStatusCode)
            return await response.Content.ReadAsStringAsync();
        using var archive = new System.IO.Compression.ZipArchive(await response.Content.ReadAsStreamAsync());
        return string.Concat(archive.Entries.Select(part => new StreamReader(part.Open()).ReadToEnd()));
    }

    [Fact]
    public async Task A_record_of_another_region_is_not_there()
    {
        foreach (
            var (pattern, operation) in Questions()
                .Where(q =>
                    q.Pattern.EndsWith("/{id}", StringComparison.Ordinal) && Registries.Secret.Any(r => q.Pattern == $"/v1/{r}/{{id}}")
                )
        )
        {
            var registry = pattern.Split('/')[2];
            await (await world.Region27.GetAsync($"/v1/{registry}/{world.Secret[registry].Id()}")).ReadErrors(404, "registry.not-found");
            await world.Region74.GetJson($"/v1/{registry}/{world.Secret[registry].Id()}");
            Assert.Equal("GET", operation.Method);
        }
    }

    [Fact]
    public async Task Counts_tell_of_the_callers_records_only()
    {
        foreach (var registry in Registries.Secret)
        {
            await using var own = world.Owner.CreateCommand(
                $"SELECT count(*)::integer FROM {Registries.TableOf(registry)} WHERE region_code = '27'"
            );
            Assert.Equal(
                (int)(await own.ExecuteScalarAsync())!,
                (int)(await world.Region27.GetJson($"/v1/{registry}?count=true"))["total"]!
            );
            Assert.Equal(0, (int)(await world.Region27.GetJson($"/v1/{registry}?count=true&regionCode=74"))["total"]!);
            if (Registries.Named.Contains(registry))
                Assert.Equal(
                    0,
                    (int)(await world.Region27.GetJson($"/v1/{registry}?count=true&q={Uri.EscapeDataString(TwoRegions.Mark)}"))["total"]!
                );
            Assert.Equal(
                0,
                (int)
                    (
                        await world.Region27.GetJson(
                            $"/v1/{registry}?count=true&sourceId={Uri.EscapeDataString(world.Secret[registry].Text("sourceId"))}"
                        )
                    )["total"]!
            );
        }
    }

    [Fact]
    public async Task A_cursor_of_another_region_opens_nothing()
    {
        foreach (var registry in Registries.Secret)
        {
            var second = await world.Region74.Create(
                $"/v1/{registry}",
                (await world.Region74.Document(registry)).With("sourceId", $"{TwoRegions.Mark}-2")
            );
            foreach (var sort in new[] { "", "&sort=-updatedAt", $"&sort={Registries.NameOf(registry) ?? "updatedAt"}" })
            {
                var next = (await world.Region74.GetJson($"/v1/{registry}?limit=1{sort}")).Text("next");
                Assert.Empty(Traces(await Text(world.Region27, $"/v1/{registry}?limit=1{sort}&cursor={next}", null)));
            }
            await (await world.Region74.SendJson("DELETE", $"/v1/{registry}/{second.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(
                204
            );
        }
    }

    [Fact]
    public async Task Nobody_writes_into_a_region_that_is_not_theirs()
    {
        foreach (var registry in Registries.Secret)
        {
            var (id, foreign, own) = (world.Secret[registry].Id(), world.Secret[registry].ToFields(), world.Own[registry].ToFields());
            await (await world.Region27.SendJson("POST", $"/v1/{registry}", foreign)).ReadErrors(403, "access.region");
            await (
                await world.Region27.SendJson(
                    "PUT",
                    $"/v1/{registry}/by-source/74/{Uri.EscapeDataString(world.Secret[registry].Text("sourceId"))}",
                    foreign
                )
            ).ReadErrors(403, "access.region");
            await (await world.Region27.SendJson("PUT", $"/v1/{registry}/{id}", foreign, ("If-Match", "*"))).ReadErrors(
                403,
                "access.region"
            );
            await (await world.Region27.SendJson("PUT", $"/v1/{registry}/{id}", own, ("If-Match", "*"))).ReadErrors(
                404,
                "registry.not-found"
            );
            await (await world.Region27.SendJson("PATCH", $"/v1/{registry}/{id}", "{}", ("If-Match", "*"))).ReadErrors(
                404,
                "registry.not-found"
            );
            await (await world.Region27.SendJson("DELETE", $"/v1/{registry}/{id}", (string?)null, ("If-Match", "*"))).ReadErrors(
                404,
                "registry.not-found"
            );
            // Nor does a missing If-Match tell that it is there.
            foreach (var (method, path) in new[] { ("PUT", ""), ("PATCH", ""), ("DELETE", "") })
                await (
                    await world.Region27.SendJson(
                        method,
                        $"/v1/{registry}/{id}{path}",
                        method == "DELETE" ? null
                            : method == "PUT" ? own
                            : new JsonObject()
                    )
                ).ReadErrors(404, "registry.not-found");
            Assert.True(JsonNode.DeepEquals(world.Secret[registry], await world.Region74.GetJson($"/v1/{registry}/{id}")));
        }
        await (
            await world.Region27.SendJson(
                "DELETE",
                $"/v1/educators/{world.Secret["educators"].Id()}/personal-data",
                (string?)null,
                ("If-Match", "*")
            )
        ).ReadErrors(404, "registry.not-found");
        var agreement = $"/v1/partnerships/{world.Secret["partnerships"].Id()}";
        await (await world.Region27.SendJson("POST", $"{agreement}/signatures", """{"regionCode":"27"}""")).ReadErrors(
            404,
            "registry.not-found"
        );
        await (await world.Region27.SendJson("POST", $"{agreement}/transitions", """{"to":"terminated","regionCode":"27"}""")).ReadErrors(
            404,
            "registry.not-found"
        );
        await (
            await world.Region27.SendJson(
                "PUT",
                $"{agreement}/partner",
                new JsonObject { ["schoolId"] = world.Own["schools"].Id() },
                ("If-Match", "*")
            )
        ).ReadErrors(404, "registry.not-found");
        await (
            await world.Region27.SendJson(
                "POST",
                $"/v1/self-assessments/{world.Secret["self-assessments"].Id()}/transitions",
                """{"to":"submitted"}"""
            )
        ).ReadErrors(404, "registry.not-found");
        var project = $"/v1/projects/{world.Secret["projects"].Id()}";
        await (await world.Region27.SendJson("POST", $"{project}/transitions", """{"to":"in_portfolio"}""")).ReadErrors(
            404,
            "registry.not-found"
        );
        foreach (var (resource, to) in new[] { ("events", "finished"), ("registrations", "absent") })
            await (
                await world.Region27.SendJson(
                    "POST",
                    $"/v1/{resource}/{world.Secret[resource].Id()}/transitions",
                    new JsonObject { ["to"] = to }
                )
            ).ReadErrors(404, "registry.not-found");
        var contest = $"/v1/contests/{world.Secret["contests"].Id()}";
        var application = $"/v1/contest-applications/{world.Secret["contest-applications"].Id()}";
        foreach (
            var (path, body) in new[]
            {
                ($"{contest}/transitions", """{"to":"finished"}"""),
                ($"/v1/expert-requests/{world.Secret["expert-requests"].Id()}/answers", """{"text":"Эксперт приедет"}"""),
                ($"/v1/expert-requests/{world.Secret["expert-requests"].Id()}/transitions", """{"to":"withdrawn"}"""),
                ($"{contest}/stages/{TwoRegions.Mark}/results", """{"results":[]}"""),
                ($"{contest}/stages/{TwoRegions.Mark}/passing", (string?)null),
                ($"{application}/transitions", """{"to":"withdrawn"}"""),
                ($"{application}/appeals", $$"""{"stage":"{{TwoRegions.Mark}}","grounds":"Ключ верен"}"""),
                ($"{application}/appeals/1/transitions", """{"to":"withdrawn"}"""),
            }
        )
            await (await world.Region27.SendJson("POST", path, body)).ReadErrors(404, "registry.not-found");
        var (route, step) = ($"/v1/trajectories/{world.Secret["trajectories"].Id()}", StepOf(world.Secret["trajectories"]));
        await (await world.Region27.SendJson("POST", $"{route}/transitions", """{"to":"terminated","reason":"refused"}""")).ReadErrors(
            404,
            "registry.not-found"
        );
        await (await world.Region27.SendJson("POST", $"{route}/steps/{step}/transitions", """{"to":"accepted"}""")).ReadErrors(
            404,
            "registry.not-found"
        );
        await (
            await world.Region27.SendJson(
                "POST",
                $"/v1/trajectories/{world.Own["trajectories"].Id()}/steps/{step}/transitions",
                """{"to":"accepted"}"""
            )
        ).ReadErrors(404, "registry.not-found");
        await (
            await world.Region27.SendJson(
                "PUT",
                $"{route}/repeated-diagnostic",
                new JsonObject { ["diagnosticId"] = world.Own["diagnostics"].Id() },
                ("If-Match", "*")
            )
        ).ReadErrors(404, "registry.not-found");
        Assert.True(JsonNode.DeepEquals(world.Secret["trajectories"], await world.Region74.GetJson(route)));
    }

    [Fact]
    public async Task What_is_open_to_every_region_is_read_by_all_and_written_by_its_owner_only()
    {
        using var federal = await world.Client("federal-writer", EfsHost.WholeRegion);
        foreach (var registry in Registries.Shared)
        {
            var (path, document) = ($"/v1/{registry}/{world.Open[registry].Id()}", await world.Region74.Document(registry));
            var record = await world.Region74.GetJson(path);
            Assert.True(JsonNode.DeepEquals(record, await world.Region27.GetJson(path)));
            foreach (
                var (method, body) in new[]
                {
                    ("PUT", (JsonNode?)document),
                    ("PUT", document.With("regionCode", "27")),
                    ("PATCH", Registries.Change(registry, 1)),
                    ("DELETE", null),
                }
            )
                await (await world.Region27.SendJson(method, path, body, ("If-Match", "*"))).ReadErrors(403, "access.region");
            await (await world.Region27.SendJson("POST", $"/v1/{registry}", document)).ReadErrors(403, "access.region");
            await (await world.Region27.SendJson("PUT", $"/v1/{registry}/by-source/74/open", document)).ReadErrors(403, "access.region");
            Assert.True(JsonNode.DeepEquals(record, await world.Region74.GetJson(path)));

            var other = $"/v1/{registry}/{(await world.Region74.Create($"/v1/{registry}", document)).Id()}";
            await (await federal.SendJson("PUT", other, document.WithChange(registry, 1), ("If-Match", "*"))).ReadJson(200);
            await (await federal.SendJson("PATCH", other, Registries.Change(registry, 2), ("If-Match", "*"))).ReadJson(200);
            await (await federal.SendJson("DELETE", other, (string?)null, ("If-Match", "*"))).ReadJson(204);
        }
    }

    [Fact]
    public async Task A_place_of_work_of_another_region_can_not_be_pointed_at() =>
        await (
            await world.Region27.SendJson(
                "POST",
                "/v1/educators",
                Documents.Educator("27").With("employments", new JsonArray(Documents.Employment(world.Secret["schools"].Id())))
            )
        ).ReadErrors(422, "educators.workplace");

    // Every member that names a record of one region, with the error that it names none.
    public static TheoryData<string, string, string, string> References
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            var errors = new Catalogue(typeof(App).Assembly).All.Where(e => e.Code.Contains(".unknown-", StringComparison.Ordinal));
            foreach (var (registry, member, other) in Registries.References.Where(r => Registries.Secret.Contains(r.Resource)))
            {
                var codes = ResourceCatalogue.Get(registry).ErrorCodes;
                data.Add(registry, member, other, errors.Single(e => e.Pointer == $"/{member}" && codes.Contains(e.Code)).Code);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(References))]
    public async Task A_record_of_another_region_can_not_be_referred_to(string registry, string member, string other, string code)
    {
        using var both = await world.Client($"both-{registry}-{member.ToLowerInvariant()}", EfsHost.WholeRegion, "27", "74");
        var document = (await world.Region27.Document(registry, "27")).WithReference(member, world.Secret[other].Id());
        foreach (var client in new[] { world.Region27, both })
        {
            Assert.Equal(
                [$"/{member} {code.Split('.')[1]}"],
                await (await client.SendJson("POST", $"/v1/{registry}", document)).ReadErrors(422, code)
            );
            await (await client.SendJson("PUT", $"/v1/{registry}/by-source/27/{member}", document)).ReadErrors(422, code);
        }
    }

    [Fact]
    public async Task A_trajectory_is_not_moved_in_the_name_of_another_regions_methodist()
    {
        var path = $"/v1/trajectories/{world.Own["trajectories"].Id()}";
        var move = new JsonObject { ["to"] = "accepted", ["methodistId"] = world.Secret["methodists"].Id() };
        Assert.Equal(
            ["/methodistId unknown-mover"],
            await (await world.Region27.SendJson("POST", $"{path}/steps/{StepOf(world.Own["trajectories"])}/transitions", move)).ReadErrors(
                422,
                "trajectories.unknown-mover"
            )
        );
        await (
            await world.Region27.SendJson("POST", $"{path}/transitions", move.With("to", "terminated").With("reason", "other"))
        ).ReadErrors(422, "trajectories.unknown-mover");
    }

    // Each question with each of its members, filled with what the other region's records hold.
    private IEnumerable<(string Name, string Path, JsonObject? Body)> Asked()
    {
        foreach (var (pattern, operation) in Questions())
        {
            var registry = pattern.Split('/') is [_, _, var second, ..] ? second : "";
            var paths =
                operation.InPath.Count == 0
                    ? [pattern]
                    : world
                        .Secret.Values.Concat(world.Own.Values)
                        .Select(r =>
                            operation.InPath.Aggregate(
                                pattern,
                                (path, property) => path.Replace($"{{{property.Name}}}", Known(property.Name, r), StringComparison.Ordinal)
                            )
                        );
            foreach (var path in paths.Distinct())
            {
                if (operation.Name == "Reconcile")
                {
                    foreach (var (resource, record) in world.Secret.Where(r => r.Value["sourceId"] is not null))
                    foreach (var region in new[] { "74", "27" })
                        yield return (
                            operation.Name,
                            path,
                            new()
                            {
                                ["resource"] = resource,
                                ["regionCode"] = region,
                                ["range"] = new JsonObject(),
                                ["pairs"] = new JsonArray(),
                            }
                        );
                    continue;
                }
                if (operation.Method == "POST")
                {
                    var educator = world.Secret["educators"];
                    yield return (operation.Name, path, new() { ["snils"] = educator.Text("snils") });
                    yield return (
                        operation.Name,
                        path,
                        new()
                        {
                            ["lastName"] = educator.Text("lastName"),
                            ["firstName"] = educator.Text("firstName"),
                            ["birthDate"] = educator.Text("birthDate"),
                        }
                    );
                    continue;
                }
                yield return (operation.Name, path, null);
                foreach (var property in operation.InQuery)
                foreach (var value in world.Secret.Values.Select(record => Known(property.Name, record)).Distinct())
                    yield return (operation.Name, $"{path}?{property.Name}={Uri.EscapeDataString(value)}", null);
            }
            Assert.NotEqual("", registry);
        }
    }

    // What a stranger could guess a member to be.
    private string Known(string member, JsonObject record) =>
        member switch
        {
            "stepId" => record["steps"] is { } steps ? (string)steps[0]!["id"]! : record.Text("id"),
            "id" => record.Text("id"),
            _ when member.EndsWith("Id", StringComparison.Ordinal) && member != "sourceId" => record.Text("id"),
            "resource" => "schools",
            "wait" => "0",
            "q" => TwoRegions.Mark,
            "regionCode" or "code" or "participantRegion" or "partnerRegionCode" => "74",
            "limit" => "500",
            "sort" => "-updatedAt",
            "isRural" or "inFederalRegister" => "false",
            "count" or "counts" or "isOpen" or "isOverdue" => "true",
            "competence" or "deficit" => "subject_mathematics",
            "validOn" or "takenFrom" or "issuedFrom" or "heldFrom" => "2024-01-15",
            "takenTo" or "issuedTo" or "heldTo" => "2025-01-01",
            "group" => "subject",
            "audience" => "pedagogical",
            "level" => "noo",
            "category" => "first",
            "positionCode" => "teacher",
            "subjectCode" => "mathematics",
            "municipality" => world.Secret["schools"].Text("municipality"),
            "updatedSince" => "2020-01-01T00:00:00Z",
            "year" or "projectYear" => "2023",
            "projectRole" => "operator",
            "openedYear" => "2021",
            "openOn" => "2024-01-15",
            "name" => "positions",
            _ => record[member] is { } value ? value.ToString() : TwoRegions.Mark,
        };

    private List<string> Traces(string text) =>
        [
            .. world
                .Secret.Values.Select(r => r.Text("id"))
                .Append(TwoRegions.Mark)
                .Append(world.Secret["educators"].Text("snils"))
                .Where(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase)),
        ];

    private static async Task<string> Text(HttpClient client, string path, JsonObject? body)
    {
        var response = await client.SendJson(body is null ? "GET" : "POST", path, body);
        Assert.InRange((int)response.StatusCode, 200, 404);
        var headers = string.Join(' ', response.Headers.Where(h => h.Key != "Link").SelectMany(h => h.Value));
        return $"{await response.Body()} {headers}";
    }
}
