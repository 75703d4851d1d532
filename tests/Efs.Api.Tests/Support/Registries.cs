using System.Text.Json.Nodes;
using Efs.Api.Kernel;

namespace Efs.Api.Tests.Support;

/// <summary>What tests that hold for every registry need to know of each.</summary>
internal static class Registries
{
    /// <param name="Optional">A member that a document may leave out and that <see cref="Document"/> says.</param>
    /// <param name="Free">A member that may be anything and makes no other document of the same record.</param>
    /// <param name="Value">A value of the free member, another one for each number.</param>
    /// <param name="Name">The member by which people know a record, where it has a name: it is searched and sorted by.</param>
    private sealed record Traits(string Optional, string Free, Func<int, JsonNode> Value, string? Name = null);

    private static readonly Dictionary<string, Traits> known = new()
    {
        ["institutes"] = new("email", "phone", i => $"+7351200{i:0000}", "fullName"),
        ["schools"] = new("email", "phone", i => $"+7351200{i:0000}", "fullName"),
        ["educators"] = new("email", "phone", i => $"+7351200{i:0000}", "lastName"),
        ["programs"] = new("validFrom", "hours", i => 100 + i, "title"),
        ["certificates"] = new("registrationNumber", "professionalArea", i => $"Область {i}"),
        ["instruments"] = new("validFrom", "validTo", Day, "title"),
        ["diagnostics"] = new("instituteId", "takenOn", Day),
        ["methodists"] = new("municipality", "capacity", i => i),
        ["mentorships"] = new("plannedUntil", "goal", i => $"Цель {i}"),
        ["trajectories"] = new("methodistId", "goal", i => $"Цель {i}"),
        ["federal-projects"] = new("startsOn", "legalAct", i => $"Приказ № {i}", "title"),
        ["project-roles"] = new("lastYear", "legalAct", i => $"Приказ № {i}"),
        ["road-maps"] = new("legalAct", "title", i => $"Дорожная карта {i}"),
        ["projects"] = new("problem", "aim", i => $"Цель {i}", "title"),
        ["events"] = new("theme", "audience", i => $"Участники {i}", "title"),
        ["internship-sites"] = new("validTo", "legalAct", i => $"Распоряжение № {i}", "title"),
        ["practices"] = new("description", "webAddress", i => $"https://example.ru/practices/{i}", "title"),
        ["registrations"] = new("note", "title", i => $"Делегация {i}"),
        ["assessment-frameworks"] = new("legalAct", "schoolProfile", i => $"Профиль {i}", "title"),
        ["assessment-campaigns"] = new("operatorId", "closesOn", i => Day(i).ToString().Replace("2024", "2096", StringComparison.Ordinal)),
        ["self-assessments"] = new("legalAct", "note", i => $"Пояснение {i}"),
        ["development-programs"] = new("legalAct", "title", i => $"Программа развития {i}"),
        ["partnerships"] = new("place", "project", i => $"Проект {i}"),
        ["growth-points"] = new("website", "legalAct", i => $"Приказ № {i}"),
        ["contests"] = new("federalProjectId", "legalAct", i => $"Положение № {i}", "title"),
        ["contest-applications"] = new("note", "title", i => $"Команда {i}"),
        ["communities"] = new("federalProjectId", "aim", i => $"Цель {i}", "title"),
        ["expert-requests"] = new("details", "topic", i => $"Тема {i}"),
        ["indicators"] = new("legalAct", "responsibleOrganisation", i => $"Центр {i}"),
        ["indicator-targets"] = new("own", "legalAct", i => $"Распоряжение № {i}"),
    };

    // What answers say beside what callers write.
    private static readonly string[] added =
    [
        .. ResourceCatalogue.All.SelectMany(r => NamesOf(r.Record).Except(NamesOf(r.Record.BaseType!))).Distinct(),
    ];

    public static readonly string[] Names = [.. ResourceCatalogue.All.Select(r => r.Name)];

    /// <summary>Those whose records have a name.</summary>
    public static readonly string[] Named = [.. Names.Where(r => NameOf(r) is not null)];

    /// <summary>Those that every region may read.</summary>
    public static readonly string[] Shared = [.. ResourceCatalogue.All.Where(r => r.IsShared).Select(r => r.Name)];

    /// <summary>Those whose records are seen in their own region only.</summary>
    public static readonly string[] Secret = [.. Names.Except(Shared)];

    private static IEnumerable<string> NamesOf(Type document) => Schema.For(document).Properties.Select(p => p.Name);

    public static string TableOf(string registry) => ResourceCatalogue.Get(registry).Table;

    /// <summary>The message that lists its records.</summary>
    public static Type ListOf(string registry)
    {
        var list = typeof(ListOf<>).MakeGenericType(ResourceCatalogue.Get(registry).Record);
        return typeof(App).Assembly.GetTypes().Single(t => t.IsSealed && t.IsAssignableTo(list));
    }

    public static string? NameOf(string registry) => known[registry].Name;

    public static string OptionalOf(string registry) => known[registry].Optional;

    public static string FreeOf(string registry) => known[registry].Free;

    /// <summary>What a patch would say to change a record, another thing for each number.</summary>
    public static JsonObject Change(string registry, int number) => new() { [known[registry].Free] = known[registry].Value(number) };

    /// <summary>The document with a change, another one for each number.</summary>
    public static JsonObject WithChange(this JsonObject document, string registry, int number) =>
        document.With(known[registry].Free, known[registry].Value(number));

    /// <summary>The document under another name, where the registry has names.</summary>
    public static JsonObject WithName(this JsonObject document, string registry, string name) =>
        NameOf(registry) is { } member ? document.With(member, name) : document;

    /// <summary>Every member of a document, at the first level, that refers to a record, and the resource that it refers to.</summary>
    public static IEnumerable<(string Registry, string Member, string Resource)> References =>
        from registry in ResourceCatalogue.All
        from member in Schema.For(registry.Record.BaseType!).Properties
        where member.RefersTo is not null
        select (registry.Name, member.Name, member.RefersTo);

    /// <summary>The document with a reference, with what has to stand beside it and without what must not.</summary>
    public static JsonObject WithReference(this JsonObject document, string member, Guid id)
    {
        document = document.With(member, id);
        if (member == "providerInstituteId")
            document.Remove("provider");
        if (member is "schoolId" or "instituteId")
            document.Remove("organisation");
        if (member == "replacesId")
            document["status"] = "duplicate";
        if (member == "successorId")
            document["closedOn"] = "2024-01-01";
        return document;
    }

    /// <summary>Puts the keys of the owner, made for it, in place of ids, and says where.</summary>
    public static async Task<List<string>> NameByKey(this HttpClient client, Schema schema, JsonObject document, string where)
    {
        var found = new List<string>();
        foreach (var property in schema.Properties.Where(p => document[p.Name] is not null))
            if (property.RefersTo is { } resource)
            {
                var path = $"/v1/{resource}/{document.Text(property.Name)}";
                var key = new JsonObject { ["sourceId"] = $"ref-{Guid.NewGuid():N}" };
                var referred = await (await client.SendJson("PATCH", path, key, ("If-Match", "*"))).ReadJson(200);
                document[property.Name] = $"source:{referred.Text("sourceId")}";
                found.Add($"{where}/{property.Name}");
            }
            else if (property is { JsonKind: JsonKind.List, Schema: { } items })
                foreach (var (index, item) in document[property.Name]!.AsArray().Index())
                    found.AddRange(await client.NameByKey(items, item!.AsObject(), $"{where}/{property.Name}/{index}"));
        return found;
    }

    /// <summary>A document that is right as it stands; what it refers to is made for it.</summary>
    public static Task<JsonObject> Document(this HttpClient client, string registry, string region = "74") =>
        Document(registry, region, async other => (await client.Create($"/v1/{other}", await client.Document(other, region))).Id());

    /// <summary>A document that is right as it stands.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="region">The region of the record.</param>
    /// <param name="refer">The id of a record of another registry, to refer to.</param>
    public static async Task<JsonObject> Document(string registry, string region, Func<string, Task<Guid>> refer) =>
        registry switch
        {
            "institutes" => Documents.Institute(region).With("email", "a@example.ru"),
            "schools" => Documents.School(region).With("email", "a@example.ru"),
            "educators" => Documents.Educator(region),
            "programs" => Documents.Program(region).With("validFrom", "2024-01-15"),
            "certificates" => Documents.Certificate(await refer("educators"), region).With("registrationNumber", "2024-17"),
            "instruments" => Documents.Instrument(region).With("validFrom", "2020-01-15"),
            "diagnostics" => Documents
                .Diagnostic(
                    await refer("educators"),
                    await refer("instruments"),
                    "primary",
                    "2024-09-10",
                    [.. Documents.Competences.Select(c => (c, 10m))]
                )
                .With("regionCode", region)
                .With("instituteId", await refer("institutes")),
            "methodists" => Documents.Methodist(await refer("educators"), region).With("municipality", "Город"),
            "mentorships" => Documents
                .Mentorship(await refer("educators"), await refer("educators"), region)
                .With("plannedUntil", "2025-05-31"),
            "trajectories" => Documents
                .Trajectory(await refer("educators"), await refer("institutes"), region)
                .With("methodistId", await refer("methodists")),
            "federal-projects" => Documents.FederalProject(region).With("startsOn", "2023-05-01"),
            "project-roles" => Documents.ProjectRole(await refer("federal-projects"), await refer("institutes"), region),
            "road-maps" => Documents
                .RoadMap(await refer("federal-projects"), region, Documents.Measure("1").With("instituteId", await refer("institutes")))
                .With("legalAct", "Приказ № 1"),
            "projects" => Documents.Project(await refer("institutes"), region).With("problem", "Молодые педагоги увольняются"),
            "events" => Documents.Event(region, region).With("theme", "Развитие ЕФС"),
            "registrations" => Documents.Registration(await refer("events"), region).With("note", "Нужно место для проживания"),
            "internship-sites" => Documents.InternshipSite(region).With("validTo", "2024-08-31"),
            "practices" => Documents.Practice(region).With("description", "Каждый класс ставит спектакль"),
            "assessment-frameworks" => Documents.AssessmentFramework(region).With("legalAct", "Концепция 2022 года"),
            "assessment-campaigns" => Documents
                .AssessmentCampaign(await refer("assessment-frameworks"), region)
                .With("operatorId", await refer("institutes")),
            "self-assessments" => Documents
                .SelfAssessment(await refer("assessment-campaigns"), await refer("schools"), region)
                .With("legalAct", "Приказ № 1"),
            "development-programs" => Documents.DevelopmentProgram(await refer("self-assessments"), region).With("legalAct", "Приказ № 1"),
            "partnerships" => Documents.Partnership(await refer("schools"), region).With("place", "Челябинск"),
            "growth-points" => Documents
                .GrowthPoint(await refer("schools"), region)
                .With("headId", await refer("educators"))
                .With("website", "https://school.example.ru/tochka-rosta"),
            "contests" => Documents
                .Contest(await refer("institutes"), region, region)
                .With("federalProjectId", await refer("federal-projects")),
            "contest-applications" => Documents.ContestApplication(await refer("contests"), region).With("note", "Участвую во второй раз"),
            "communities" => Documents.Community(region).With("federalProjectId", await refer("federal-projects")),
            "expert-requests" => Documents.ExpertRequest(await refer("communities"), region).With("details", "Ждём 40 человек"),
            "indicators" => Documents.IndicatorVersion(region).With("legalAct", "Приказ № 1"),
            "indicator-targets" => Documents.IndicatorTarget(region).With("own", 12),
            _ => throw new ArgumentOutOfRangeException(nameof(registry)),
        };

    /// <summary>Documents of so many records.</summary>
    public static async Task<JsonObject[]> DocumentList(this HttpClient client, string registry, int times)
    {
        var documents = new List<JsonObject>(times);
        foreach (var few in Enumerable.Range(0, times).Chunk(8)) // what they refer to is created: all at once would wait for connections
            documents.AddRange(await Task.WhenAll(few.Select(_ => client.Document(registry))));
        return [.. documents];
    }

    /// <summary>A copy with one member changed, or removed if the value is null.</summary>
    public static JsonObject With(this JsonObject document, string member, JsonNode? value)
    {
        var copy = (JsonObject)document.DeepClone();
        copy.Remove(member);
        if (value is not null)
            copy[member] = value;
        return copy;
    }

    /// <summary>What a caller had said of a record that was read: also its parts have ids that the service made.</summary>
    public static JsonObject ToFields(this JsonObject record)
    {
        var fields = added.Aggregate(record, (left, member) => left.With(member, null));
        foreach (var part in fields.Select(m => m.Value).OfType<JsonArray>().SelectMany(list => list).OfType<JsonObject>())
            part.Remove("id");
        return fields;
    }

    public static string Text(this JsonObject record, string member) => (string)record[member]!;

    public static int Version(this JsonObject record) => record["version"]!.GetValue<int>();

    public static string Tag(this HttpResponseMessage response) => response.Headers.GetValues("ETag").Single();

    public static async Task<string> Body(this HttpResponseMessage response) => await response.Content.ReadAsStringAsync();

    /// <summary>The answer's status; its text stands in the failure.</summary>
    public static async Task<JsonObject> ReadJson(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>So many requests at once: how often each status came back.</summary>
    public static async Task<Dictionary<int, int>> Concurrently(int times, Func<int, Task<HttpResponseMessage>> request)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable
            .Range(0, times)
            .Select(async i =>
            {
                await start.Task;
                using var response = await request(i);
                return (int)response.StatusCode;
            })
            .ToList();
        start.SetResult();
        return (await Task.WhenAll(all)).CountBy(status => status).ToDictionary();
    }

    private static JsonNode Day(int number) =>
        new DateOnly(2024, 1, 1).AddDays(number).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
