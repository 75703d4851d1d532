using System.Diagnostics;
using System.Text.Json;
using Efs.Client;

// The way of an integrator, by the generated client: dotnet run <address> <clients.json>. Ends with 1 at the first surprise.

var (address, file) = (args[0], args[1]);
var secrets = JsonDocument
    .Parse(await File.ReadAllTextAsync(file))
    .RootElement.EnumerateArray()
    .ToDictionary(c => c.GetProperty("id").GetString()!, c => c.GetProperty("secret").GetString()!);

try
{
    var region = EfsClient.Connect(new(address), "region-74", secrets["region-74"]);
    var administrator = EfsClient.Connect(new(address), "administrator", secrets["administrator"]);
    var me = await region.WhoAmIAsync();
    Check(
        me.Client == "region-74" && me.Regions.Single() == "74" && me.Scopes.Contains("educators:personal-data"),
        "a token for region 74 says who it is"
    );

    var school = await region.CreateSchoolAsync(
        new()
        {
            RegionCode = "74",
            SourceId = $"round-trip-{DateTime.UtcNow.Ticks}",
            Kind = "general",
            FullName = "Школа круговой поездки",
            Levels = ["noo", "ooo"],
            IsRural = false,
        }
    );
    Check(school.Version == 1 && school.Levels!.Count == 2, "a school is created");

    var educators = new List<Educator>();
    for (var i = 0; i < 50; i++)
        educators.Add(await region.CreateEducatorAsync(NewEducator(i, school.Id), idempotency_Key: $"round-trip-{Guid.NewGuid()}"));
    Check(educators.Select(e => e.Id).Distinct().Count() == 50, "50 educators are created");

    var (read, pages, cursor) = (new List<Educator>(), 0, (string?)null);
    do
    {
        var page = await region.ListEducatorsAsync(limit: 20, cursor: cursor, count: true, schoolId: school.Id);
        Check(page.Total == 50, $"page {pages + 1} holds {page.Items.Count} of {page.Total}");
        read.AddRange(page.Items);
        (cursor, pages) = (page.Next, pages + 1);
    } while (cursor is not null);
    Check(
        pages == 3 && read.Select(e => e.Id).Order().SequenceEqual(educators.Select(e => e.Id).Order()),
        "three pages hold each of the 50 once"
    );
    Check(read.All(e => e.Snils is not null && e.BirthDate is not null), "the region sees its people's personal data");

    var since = await region.ListSchoolsAsync(updatedSince: school.CreatedAt, q: "круговой шк", kind: "general");
    Check(since.Items.Any(s => s.Id == school.Id), "the school is found by words, kind and time");

    var amended = await region.UpdateSchoolAsync(school.Id, Tag(school.Version), new() { ShortName = "Школа" });
    Check(
        amended is { Version: 2, ShortName: "Школа", FullName: "Школа круговой поездки", Kind: "general", Levels.Count: 2 },
        "PATCH changes one member and leaves the others"
    );
    await Refused(
        412,
        "registry.stale",
        () => region.UpdateSchoolAsync(school.Id, Tag(school.Version), new() { ShortName = "Опоздавшая" }),
        "an old If-Match"
    );
    await Refused(409, "educators.duplicate-snils", () => region.CreateEducatorAsync(NewEducator(0, school.Id)), "the same СНИЛС again");
    await Refused(
        409,
        "schools.duplicate-source-id",
        () =>
            region.CreateSchoolAsync(
                new()
                {
                    RegionCode = "74",
                    SourceId = school.SourceId,
                    Kind = "lyceum",
                    FullName = "Двойник",
                    IsRural = true,
                }
            ),
        "the same sourceId again"
    );
    await Refused(404, "registry.not-found", () => region.GetEducatorAsync(Guid.NewGuid()), "an unknown id");
    await Refused(
        400,
        "request.invalid",
        () =>
            region.CreateSchoolAsync(
                new()
                {
                    RegionCode = "74",
                    Kind = "general",
                    FullName = "Школа",
                    Inn = "7707083894",
                }
            ),
        "a wrong ИНН",
        "/inn inn-checksum"
    );

    var fields = new SchoolFields
    {
        RegionCode = "74",
        Kind = "gymnasium",
        FullName = "Гимназия круговой поездки",
        IsRural = true,
    };
    var key = $"round-trip-sync-{DateTime.UtcNow.Ticks}";
    var first = await region.UpsertSchoolAsync("74", key, fields);
    var second = await region.UpsertSchoolAsync("74", key, fields);
    Check(
        first.Version == 1 && second.Version == 1 && second.Id == first.Id && second.UpdatedAt == first.UpdatedAt,
        "by-source twice changes nothing"
    );

    var found = await region.SearchEducatorsAsync(new() { Snils = educators[7].Snils });
    Check(found.Items.Single().Id == educators[7].Id, "the search by СНИЛС finds the one");
    await Refused(403, "access.scope", () => region.ListAuditAsync(), "an operation without its scope");

    var id = $"region-27-{DateTime.UtcNow.Ticks}";
    var made = await administrator.CreateClientAsync(
        new()
        {
            Id = id,
            Name = "Система Хабаровского края",
            Regions = ["27"],
            Scopes = ["schools:read", "schools:write", "educators:read"],
        }
    );
    var other = EfsClient.Connect(new(address), id, made.Secret.Secret);
    await Refused(404, "registry.not-found", () => other.GetSchoolAsync(school.Id), "another region's school");
    await Refused(404, "registry.not-found", () => other.GetEducatorAsync(educators[0].Id), "another region's educator");
    await Refused(404, "registry.not-found", () => other.DeleteSchoolAsync(school.Id, "*"), "removing another region's school");
    await Refused(
        403,
        "access.region",
        () =>
            other.CreateSchoolAsync(
                new()
                {
                    RegionCode = "74",
                    Kind = "general",
                    FullName = "Чужая",
                }
            ),
        "a school in another region"
    );
    Check(
        (await other.ListEducatorsAsync(schoolId: school.Id)).Items.Count == 0
            && (await other.ListSchoolsAsync(regionCode: "74")).Items.Count == 0,
        "the lists of region 27 hold nothing of region 74"
    );

    var audit = await administrator.ListAuditAsync(recordId: educators[7].Id, action: "read");
    Check(
        audit.Items.Any(e => e is { Client: "region-74", Operation: "SearchEducators" })
            && audit.Items.Any(e => e.Operation == "ListEducators"),
        "the administrator sees who read whose personal data"
    );

    var client = await administrator.GetClientAsync(id);
    await administrator.RevokeClientAsync(id, Tag(client.Version));
    var clock = Stopwatch.StartNew();
    while (await Works(other) && clock.Elapsed < TimeSpan.FromSeconds(6))
        await Task.Delay(200);
    Check(clock.Elapsed < TimeSpan.FromSeconds(5), "a revoked client is out within five seconds");

    foreach (var educator in educators)
        await region.DeleteEducatorAsync(educator.Id, Tag(educator.Version));
    await region.DeleteSchoolAsync(school.Id, "*");
    await region.DeleteSchoolAsync(first.Id, "*");
    await Refused(404, "registry.not-found", () => region.GetSchoolAsync(school.Id), "what was removed");
    return 0;
}
catch (Exception surprise)
{
    Console.WriteLine($"  SURPRISE: {surprise}");
    return 1;
}

static async Task<bool> Works(EfsClient client)
{
    try
    {
        await client.WhoAmIAsync();
        return true;
    }
    catch (ApiException e) when (e.StatusCode == 401)
    {
        return false;
    }
}

static void Check(bool holds, string what)
{
    if (!holds)
        throw new InvalidOperationException($"it does not hold that {what}");
    Console.WriteLine($"  {what}");
}

static async Task Refused(int status, string code, Func<Task> act, string what, string? fault = null)
{
    try
    {
        await act();
    }
    catch (ApiException<ApiProblem> refused) when (refused.StatusCode == status && refused.Result.Type == $"urn:efs:error:{code}")
    {
        Check(fault is null || refused.Result.Errors!.Any(e => $"{e.Pointer} {e.Code}" == fault), $"{what} meets {status} {code}");
        return;
    }
    throw new InvalidOperationException($"{what} should meet {status} {code}");
}

static string Tag(int version) => $"\"{version}\"";

static EducatorFields NewEducator(int i, Guid schoolId) =>
    new()
    {
        RegionCode = "74",
        LastName = "Проверкина",
        FirstName = "Анна",
        Gender = Gender.Female,
        BirthDate = new(1980, 1, 1 + i % 28),
        Snils = Snils(i),
        Citizenship = "643",
        Employments =
        [
            new()
            {
                SchoolId = $"{schoolId}",
                PositionCode = "teacher",
                SubjectCodes = ["mathematics"],
                Rate = 1,
                IsMain = true,
                Since = new(2015, 9, 1),
            },
        ],
        LegalBasis = new() { Kind = "public_function" },
    };

static string Snils(int i)
{
    var number = $"{700_000_000 + i:000000000}";
    var check = number.Select((digit, at) => (digit - '0') * (9 - at)).Sum() % 101 % 100;
    return $"{number[..3]}-{number[3..6]}-{number[6..]} {check:00}";
}
