using System.Text.Json.Nodes;

namespace Efs.Api.Tests.Support;

/// <summary>Documents that are right as they stand, for tests to send or to spoil.</summary>
internal static class Documents
{
    private static int last;

    public static JsonObject Institute(string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["kind"] = "iro",
            ["fullName"] = "Институт развития образования",
        };

    public static JsonObject School(string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["kind"] = "general",
            ["fullName"] = "Школа № 1",
            ["levels"] = new JsonArray("noo", "ooo"),
            ["isRural"] = false,
        };

    public static JsonObject Educator(string region = "74", string lastName = "Иванова") =>
        new()
        {
            ["regionCode"] = region,
            ["lastName"] = lastName,
            ["firstName"] = "Мария",
            ["middleName"] = "Петровна",
            ["gender"] = "female",
            ["birthDate"] = "1985-04-12",
            ["snils"] = NewSnils(),
            ["citizenship"] = "643",
            ["email"] = "m.ivanova@example.ru",
            ["phone"] = "+70007410001",
            ["legalBasis"] = new JsonObject { ["kind"] = "contract" },
        };

    /// <summary>A legal basis that has a document.</summary>
    public static JsonObject Consent() =>
        new()
        {
            ["kind"] = "consent",
            ["documentDate"] = "2024-01-10",
            ["documentNumber"] = "17",
            ["documentVersion"] = "2",
        };

    public static JsonObject Employment(Guid schoolId) =>
        new()
        {
            ["schoolId"] = schoolId,
            ["positionCode"] = "teacher",
            ["subjectCodes"] = new JsonArray("mathematics"),
            ["rate"] = 1,
            ["isMain"] = true,
            ["since"] = "2015-09-01",
        };

    public static JsonObject Program(string region = "74", int hours = 36, params string[] competences) =>
        new()
        {
            ["regionCode"] = region,
            ["title"] = "Формирующее оценивание",
            ["kind"] = "upgrade",
            ["hours"] = hours,
            ["studyForm"] = "full_time",
            ["provider"] = new JsonObject { ["name"] = "Педагогический университет" },
            ["competences"] = new JsonArray([.. competences.Select(c => (JsonNode)c)]),
        };

    public static JsonObject Certificate(Guid educatorId, string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["educatorId"] = educatorId,
            ["kind"] = "upgrade_certificate",
            ["status"] = "original",
            ["number"] = $"{Interlocked.Increment(ref last):000000}",
            ["issuedOn"] = "2024-05-30",
            ["programTitle"] = "Формирующее оценивание",
            ["hours"] = 36,
            ["studyForm"] = "full_time",
            ["provider"] = new JsonObject { ["name"] = "Педагогический университет" },
        };

    /// <summary>An instrument of 0…20 points for each competence: a deficit below 60 percent.</summary>
    public static JsonObject Instrument(string region = "74", params string[] competences) =>
        new()
        {
            ["regionCode"] = region,
            ["code"] = $"i-{Interlocked.Increment(ref last)}",
            ["edition"] = 1,
            ["title"] = "Диагностика учителя",
            ["method"] = "test",
            ["competences"] = new JsonArray([
                .. (competences is [] ? Competences : competences).Select(c =>
                    (JsonNode)new JsonObject { ["competenceCode"] = c, ["maxScore"] = 20 }
                ),
            ]),
            ["levels"] = new JsonArray(Level("low", 0), Level("basic", 60, true), Level("high", 85)),
        };

    public static JsonObject Level(string code, decimal from, bool isThreshold = false) =>
        new()
        {
            ["code"] = code,
            ["title"] = code,
            ["from"] = from,
            ["isDeficitThreshold"] = isThreshold,
        };

    /// <summary>Three competences of the dictionary.</summary>
    public static readonly string[] Competences = ["methodical_assessment", "methodical_lesson_design", "subject_mathematics"];

    public static JsonObject Diagnostic(
        Guid educatorId,
        Guid instrumentId,
        string stage,
        string takenOn,
        params (string Competence, decimal Score)[] scores
    ) =>
        new()
        {
            ["regionCode"] = "74",
            ["educatorId"] = educatorId,
            ["instrumentId"] = instrumentId,
            ["stage"] = stage,
            ["takenOn"] = takenOn,
            ["scores"] = new JsonArray([
                .. scores.Select(s => (JsonNode)new JsonObject { ["competenceCode"] = s.Competence, ["score"] = s.Score }),
            ]),
        };

    public static JsonObject Methodist(Guid educatorId, string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["educatorId"] = educatorId,
            ["subjectCode"] = "mathematics",
            ["appointedBy"] = Order(),
            ["since"] = "2024-01-15",
        };

    public static JsonObject Mentorship(Guid mentorId, Guid menteeId, string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["mentorId"] = mentorId,
            ["menteeId"] = menteeId,
            ["form"] = "teacher_teacher",
            ["kind"] = "traditional",
            ["appointedBy"] = Order(),
            ["mentorConsentOn"] = "2024-09-01",
            ["menteeConsentOn"] = "2024-09-01",
            ["since"] = "2024-09-02",
        };

    public static JsonObject Trajectory(Guid educatorId, Guid instituteId, string region = "74", params JsonObject[] steps) =>
        new()
        {
            ["regionCode"] = region,
            ["educatorId"] = educatorId,
            ["instituteId"] = instituteId,
            ["goal"] = "Закрыть дефициты",
            ["plannedFrom"] = "2024-10-01",
            ["plannedTo"] = "2025-05-31",
            ["competences"] = new JsonArray("methodical_assessment"),
            ["steps"] = new JsonArray([.. steps]),
        };

    public static JsonObject Step(string key, bool isMandatory = true, string kind = "practice") =>
        new()
        {
            ["key"] = key,
            ["kind"] = kind,
            ["title"] = $"Шаг {key}",
            ["isMandatory"] = isMandatory,
        };

    public static JsonObject FederalProject(string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["code"] = $"project-{Interlocked.Increment(ref last)}",
            ["title"] = "Флагманы образования",
            ["level"] = "initiative",
        };

    public static JsonObject ProjectRole(Guid projectId, Guid instituteId, string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["projectId"] = projectId,
            ["instituteId"] = instituteId,
            ["role"] = "operator",
            ["firstYear"] = 2023,
            ["lastYear"] = 2023,
        };

    public static JsonObject RoadMap(Guid projectId, string region = "74", params JsonObject[] measures) =>
        new()
        {
            ["regionCode"] = region,
            ["projectId"] = projectId,
            ["title"] = "Дорожная карта",
            ["startsOn"] = "2024-01-01",
            ["endsOn"] = "2024-12-31",
            ["measures"] = new JsonArray([.. measures]),
        };

    public static JsonObject Measure(string key, string dueOn = "2024-11-15") =>
        new()
        {
            ["key"] = key,
            ["title"] = $"Мероприятие {key}",
            ["dueOn"] = dueOn,
            ["state"] = "planned",
        };

    public static JsonObject Project(Guid ownerInstituteId, string region = "74", params JsonObject[] team) =>
        new()
        {
            ["regionCode"] = region,
            ["title"] = "Молодым всегда у нас дорога!",
            ["theme"] = "Наставничество",
            ["aim"] = "Удержать в школах молодых педагогов",
            ["ownerInstituteId"] = ownerInstituteId,
            ["team"] = new JsonArray([.. team]),
        };

    /// <summary>A person of a team who is no educator of the region.</summary>
    public static JsonObject Guest(string key, string lastName = "Приезжая", string? homeRegion = null)
    {
        var guest = new JsonObject
        {
            ["key"] = key,
            ["lastName"] = lastName,
            ["firstName"] = "Нина",
            ["organisation"] = "Дальний университет",
            ["position"] = "доцент",
            ["role"] = "expert",
        };
        return homeRegion is null ? guest : guest.With("homeRegionCode", homeRegion);
    }

    /// <summary>An event of two days; without invited regions every region is invited.</summary>
    public static JsonObject Event(string region = "74", params string[] invited) =>
        new()
        {
            ["regionCode"] = region,
            ["title"] = "Стажировка руководителей",
            ["kind"] = "internship",
            ["format"] = "in_person",
            ["place"] = "Город, ул. Примерная, 1",
            ["startsOn"] = "2024-10-10",
            ["endsOn"] = "2024-10-11",
            ["confirmation"] = "automatic",
            ["invitedRegions"] = new JsonArray([.. invited.Select(i => (JsonNode)i)]),
        };

    /// <summary>A delegation of one person whom no other registration names.</summary>
    public static JsonObject Registration(Guid eventId, string region = "74", params JsonObject[] members) =>
        new()
        {
            ["regionCode"] = region,
            ["eventId"] = eventId,
            ["kind"] = "delegation",
            ["title"] = "Делегация региона",
            ["members"] = new JsonArray([.. members.Length > 0 ? members : [Newcomer()]]),
        };

    public static JsonObject InternshipSite(string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["title"] = "Стажировочная площадка",
            ["theme"] = "Организация воспитания",
            ["organisation"] = "Детский технопарк",
            ["validFrom"] = "2023-09-01",
        };

    public static JsonObject Practice(string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["title"] = "Школьный театр",
            ["theme"] = "Организация воспитания",
            ["organisation"] = "Детский технопарк",
        };

    /// <summary>A person who is no educator and whom no other document names.</summary>
    public static JsonObject Newcomer(string key = "1", string lastName = "Приезжая") =>
        Guest(key, lastName).With("organisation", $"Университет № {Interlocked.Increment(ref last)}").With("role", "member");

    /// <summary>
    /// A direction with the critical indicator i1 and with i2, and a key condition with i3; options o0, o1, o2 have 0, 1, 2 points.
    /// </summary>
    public static JsonObject AssessmentFramework(string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["code"] = $"f-{Interlocked.Increment(ref last)}",
            ["edition"] = 1,
            ["title"] = "Самодиагностика",
            ["schoolProfile"] = "НОО, ООО, СОО",
            ["criticalZeroEmptiesDirection"] = true,
            ["directions"] = new JsonArray(
                Direction("knowledge", "direction", [2, 4], Indicator("i1", true), Indicator("i2")),
                Direction("climate", "key_condition", [1, 2], Indicator("i3"))
            ),
            ["levels"] = Levels(3, 6),
        };

    public static JsonObject Direction(string code, string kind, decimal[] from, params JsonObject[] indicators) =>
        new()
        {
            ["code"] = code,
            ["title"] = code,
            ["kind"] = kind,
            ["criteria"] = new JsonArray(new JsonObject { ["title"] = "Критерий", ["indicators"] = new JsonArray([.. indicators]) }),
            ["levels"] = Levels(from),
        };

    public static JsonObject Indicator(string code, bool isCritical = false, params decimal[] points) =>
        new()
        {
            ["code"] = code,
            ["title"] = code,
            ["isCritical"] = isCritical,
            ["options"] = new JsonArray([
                .. (points is [] ? [0, 1, 2] : points).Select(
                    (p, i) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["code"] = $"o{i}",
                                ["title"] = $"Вариант {i}",
                                ["points"] = p,
                            }
                ),
            ]),
        };

    public static JsonObject AssessmentCampaign(Guid frameworkId, string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["title"] = "Самодиагностика школ",
            ["frameworkId"] = frameworkId,
            ["opensOn"] = "2020-01-01",
            ["closesOn"] = "2094-12-31",
        };

    public static JsonObject SelfAssessment(Guid campaignId, Guid schoolId, string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["campaignId"] = campaignId,
            ["schoolId"] = schoolId,
            ["answers"] = new JsonArray(),
        };

    /// <summary>Answers to i1, i2 and so on: 0 is none, 1 is the option o0, 2 is o1.</summary>
    public static JsonArray Answers(params int[] options) =>
        new([.. options.Index().Where(o => o.Item > 0).Select(o => (JsonNode)Answer($"i{o.Index + 1}", $"o{o.Item - 1}"))]);

    public static JsonObject Answer(string indicator, string option) => new() { ["indicator"] = indicator, ["option"] = option };

    // Level l0 starts at 0 points, the others where they are told to.
    private static JsonArray Levels(params decimal[] from) =>
        new([
            .. from.Prepend(0)
                .Select(
                    (f, i) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["code"] = $"l{i}",
                                ["title"] = $"Уровень {i}",
                                ["from"] = f,
                            }
                ),
        ]);

    public static JsonObject DevelopmentProgram(Guid assessmentId, string region = "74", params JsonObject[] measures) =>
        new()
        {
            ["regionCode"] = region,
            ["assessmentId"] = assessmentId,
            ["title"] = "Программа развития",
            ["startsOn"] = "2024-01-01",
            ["endsOn"] = "2026-12-31",
            ["measures"] = new JsonArray([.. measures]),
        };

    public static JsonObject DevelopmentMeasure(params string[] indicators) =>
        new()
        {
            ["title"] = "Мероприятие",
            ["indicators"] = new JsonArray([.. indicators.Select(i => (JsonNode)i)]),
            ["dueOn"] = "2025-09-01",
            ["state"] = "planned",
        };

    public static JsonObject Partnership(Guid schoolId, string region = "74", string partner = "42") =>
        new()
        {
            ["regionCode"] = region,
            ["schoolId"] = schoolId,
            ["partnerRegionCode"] = partner,
            ["partnerSchoolName"] = "Лицей № 22",
            ["project"] = "Школы-побратимы",
            ["events"] = new JsonArray(JointEvent("Библионочь")),
        };

    public static JsonObject JointEvent(string title, string state = "planned") =>
        new()
        {
            ["kind"] = "celebration",
            ["title"] = title,
            ["startsOn"] = "2023-04-21",
            ["participants"] = new JsonArray("teachers", "parents", "pupils"),
            ["state"] = state,
        };

    public static JsonObject GrowthPoint(Guid schoolId, string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["schoolId"] = schoolId,
            ["profile"] = "natural_science_and_technology",
            ["openedYear"] = 2021,
            ["equipment"] = new JsonArray("Цифровая лаборатория по физике"),
            ["figures"] = new JsonArray(
                new JsonObject
                {
                    ["year"] = 2023,
                    ["indicator"] = "pupils_with_equipment",
                    ["value"] = 84,
                }
            ),
        };

    /// <summary>A contest of a region's institute, with a track of single educators and a stage with a score.</summary>
    public static JsonObject Contest(Guid instituteId, string region = "74", params string[] invited) =>
        new()
        {
            ["regionCode"] = region,
            ["code"] = $"contest-{Interlocked.Increment(ref last)}",
            ["title"] = "Лидер в образовании",
            ["year"] = 2023,
            ["organiserInstituteId"] = instituteId,
            ["invitedRegions"] = new JsonArray([.. invited.Select(i => (JsonNode)i)]),
            ["tracks"] = new JsonArray(Track("teachers")),
            ["stages"] = new JsonArray(Stage("application", "application"), Stage("test", "remote_assessment")),
            ["ties"] = "all_pass",
        };

    public static JsonObject Track(string key) =>
        new()
        {
            ["key"] = key,
            ["title"] = "Педагоги",
            ["categories"] = new JsonArray(),
            ["minimumTeam"] = 1,
            ["maximumTeam"] = 1,
            ["roles"] = new JsonArray(),
        };

    public static JsonObject Stage(string key, string kind) =>
        new()
        {
            ["key"] = key,
            ["kind"] = kind,
            ["tracks"] = new JsonArray(),
            ["criteria"] = new JsonArray(),
            ["tasks"] = new JsonArray(),
            ["regions"] = new JsonArray(),
            ["byJury"] = false,
        };

    /// <summary>A draft of an application of one person whom no other application names.</summary>
    public static JsonObject ContestApplication(Guid contestId, string region = "74", params JsonObject[] members) =>
        new()
        {
            ["regionCode"] = region,
            ["contestId"] = contestId,
            ["track"] = "teachers",
            ["title"] = "Школа, в которую хочется прийти",
            ["members"] = new JsonArray([.. members.Length > 0 ? members : [Contestant()]]),
        };

    /// <summary>A person who is no educator and whom no other document names.</summary>
    public static JsonObject Contestant(string key = "1", string lastName = "Приезжая", string? snils = null) =>
        Guest(key, lastName)
            .With("role", "member")
            .With("category", "educator")
            .With("snils", snils ?? NewSnils())
            .With("birthDate", "1990-05-17");

    /// <summary>A community; members may come from other regions.</summary>
    public static JsonObject Community(string region = "74", params JsonObject[] members) =>
        new()
        {
            ["regionCode"] = region,
            ["title"] = "Созвездие",
            ["aim"] = "Экспертная поддержка",
            ["members"] = new JsonArray([.. members]),
        };

    /// <summary>An expert who is no educator of the community's region.</summary>
    public static JsonObject Expert(string key = "1", string lastName = "Приезжая", string? homeRegion = null)
    {
        var expert = Guest(key, lastName, homeRegion).With("since", "2023-12-01").With("expertise", new JsonArray("Наставничество"));
        expert.Remove("role");
        return expert;
    }

    /// <summary>A region's request for an expert.</summary>
    public static JsonObject IndicatorVersion(string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["code"] = $"indicator-{Interlocked.Increment(ref last)}",
            ["level"] = "regional",
            ["title"] = "Доля педагогов, прошедших диагностику",
            ["unit"] = "percent",
            ["periodicity"] = "quarter",
            ["direction"] = "max",
            ["numerator"] = new JsonObject
            {
                ["cube"] = "diagnostics",
                ["measure"] = "educators",
                ["filters"] = new JsonArray(new JsonObject { ["dimension"] = "positionGroup", ["members"] = new JsonArray("pedagogical") }),
            },
            ["denominator"] = new JsonObject
            {
                ["cube"] = "educators",
                ["measure"] = "educators",
                ["filters"] = new JsonArray(),
            },
            ["isCumulative"] = false,
            ["validFrom"] = "2024-01-01",
        };

    private static readonly string[] indicators =
    [
        "IOM_SHARE",
        "DIAG_SHARE",
        "PK_SHARE_OO",
        "DPP_SHARE_ALL",
        "REG_EVENTS",
        "METHODIST_COUNT",
    ];

    private static int lastTarget;

    /// <summary>A target of another indicator or year than the six hundred before it.</summary>
    public static JsonObject IndicatorTarget(string region = "74")
    {
        var number = Interlocked.Increment(ref lastTarget);
        return new()
        {
            ["regionCode"] = region,
            ["indicatorCode"] = indicators[number / 101 % indicators.Length],
            ["year"] = 2000 + (number % 101),
            ["minimum"] = 10,
        };
    }

    public static JsonObject ExpertRequest(Guid communityId, string region = "74") =>
        new()
        {
            ["regionCode"] = region,
            ["communityId"] = communityId,
            ["topic"] = "Наставничество в сельской школе",
        };

    private static JsonObject Order() => new() { ["number"] = "01/17", ["date"] = "2024-01-10" };

    /// <summary>A СНИЛС that no other test of this run uses.</summary>
    public static string NewSnils()
    {
        var number = $"{200_000_000 + Interlocked.Increment(ref last):000000000}";
        var check = number.Select((digit, i) => (digit - '0') * (9 - i)).Sum() % 101 % 100;
        return $"{number[..3]}-{number[3..6]}-{number[6..]} {check:00}";
    }
}
