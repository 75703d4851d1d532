using Efs.Api.Kernel;
using static Efs.Api.Modules.Analytics.DimensionMembers;

namespace Efs.Api.Modules.Analytics;

/// <summary>All cubes. Their expressions mean the same in DuckDB and in PostgreSQL, which verifies what is counted.</summary>
internal static class CubeCatalogue
{
    private const string School = "LEFT JOIN schools school ON school.school_id = f.school_id";
    private const string Workplace = "LEFT JOIN institutes workplace ON workplace.institute_id = f.workplace_id";
    private const string Institute = "LEFT JOIN institutes institute ON institute.institute_id = f.institute_id";
    private const string Program = "LEFT JOIN programs program ON program.program_id = f.program_id";
    private const string Region = "LEFT JOIN regions region ON region.region_code = f.region_code";

    private static readonly Fixed yesNo = new(new("true", new LocalizedText("да", "yes")), new("false", new LocalizedText("нет", "no")));

    // Bands of form ОО-1: the lower edge belongs to the band. The store keeps the year of birth only.
    private static readonly (int From, string Code, string Ru, string En)[] ages =
    [
        (0, "under_25", "до 25 лет", "under 25"),
        (25, "25_29", "25–29 лет", "25–29"),
        (30, "30_34", "30–34 года", "30–34"),
        (35, "35_39", "35–39 лет", "35–39"),
        (40, "40_44", "40–44 года", "40–44"),
        (45, "45_49", "45–49 лет", "45–49"),
        (50, "50_54", "50–54 года", "50–54"),
        (55, "55_59", "55–59 лет", "55–59"),
        (60, "60_64", "60–64 года", "60–64"),
        (65, "65_and_over", "65 лет и старше", "65 and over"),
    ];

    private static readonly (int From, string Code, string Ru, string En)[] experience =
    [
        (0, "under_3", "до 3 лет", "under 3 years"),
        (3, "3_5", "от 3 до 5 лет", "3 to 5 years"),
        (5, "5_10", "от 5 до 10 лет", "5 to 10 years"),
        (10, "10_15", "от 10 до 15 лет", "10 to 15 years"),
        (15, "15_20", "от 15 до 20 лет", "15 to 20 years"),
        (20, "20_and_over", "20 лет и более", "20 years and over"),
    ];

    private static readonly (int From, string Code, string Ru, string En)[] hours =
    [
        (0, "under_16", "до 16 часов", "under 16 hours"),
        (16, "16_35", "16–35 часов", "16–35 hours"),
        (36, "36_71", "36–71 час", "36–71 hours"),
        (72, "72_143", "72–143 часа", "72–143 hours"),
        (144, "144_249", "144–249 часов", "144–249 hours"),
        (250, "250_and_over", "250 часов и более", "250 hours and over"),
    ];

    private static readonly (int From, string Code, string Ru, string En)[] durations =
    [
        (0, "under_30", "до 30 дней", "under 30 days"),
        (30, "30_89", "30–89 дней", "30–89 days"),
        (90, "90_179", "90–179 дней", "90–179 days"),
        (180, "180_364", "180–364 дня", "180–364 days"),
        (365, "365_and_over", "год и более", "a year and over"),
    ];

    private static readonly Dimension[] place =
    [
        new("district", new("Федеральный округ", "Federal district"), "region.district", new Codes("district"), Region),
        new("region", new("Регион", "Region"), "f.region_code", new Codes("region_code")),
    ];

    private static readonly Dimension[] school =
    [
        new("municipality", new("Муниципалитет", "Municipality"), "school.municipality", new Codes("municipality"), School),
        new("school", new("Школа", "School"), "f.school_id", new Records("schools", "school_id")),
        new("schoolKind", new("Вид школы", "Kind of school"), "school.kind", new Codes("kind", "school-kinds"), School),
        new("isRural", new("Сельская школа", "Rural school"), "school.is_rural", yesNo, School),
    ];

    private static readonly Dimension[] institute =
    [
        new("institute", new("Институт", "Institute"), "f.institute_id", new Records("institutes", "institute_id")),
        new("instituteKind", new("Вид института", "Kind of institute"), "institute.kind", new Codes("kind", "institute-kinds"), Institute),
    ];

    private static readonly Dimension[] educator =
    [
        .. place,
        .. school,
        new("position", new("Должность", "Position"), "f.position", new Codes("position", "positions")),
        new("positionGroup", new("Группа должностей", "Group of positions"), "f.position_group", new Codes("position_group")),
        new("category", new("Квалификационная категория", "Category"), "f.category", new Codes("category", "qualification-categories")),
        new("gender", new("Пол", "Gender"), "f.gender", new Codes("gender")),
        new("ageBand", new("Возраст", "Age"), Bands("date_part('year', {day}) - f.birth_year", ages), Members(ages)),
        new(
            "experienceBand",
            new("Педагогический стаж", "Teaching experience"),
            Bands("date_part('year', age({day}, f.teaching_since))", experience),
            Members(experience)
        ),
        new(
            "workplace",
            new("Место работы", "Place of work"),
            "CASE WHEN f.school_id IS NOT NULL THEN 'school' WHEN f.workplace_id IS NOT NULL THEN 'institute' END",
            new Fixed(new("school", new LocalizedText("школа", "school")), new("institute", new LocalizedText("институт", "institute")))
        ),
        new(
            "workplaceKind",
            new("Вид института — места работы", "Kind of the institute of work"),
            "workplace.kind",
            new Codes("kind", "institute-kinds"),
            Workplace
        ),
    ];

    public static readonly IReadOnlyList<Cube> All =
    [
        new(
            "educators",
            new("Педагоги", "Educators"),
            "employments",
            new("since", "until"),
            [
                People("educators", "Педагоги", "Educators"),
                new("employments", new("Места работы", "Employments"), MeasureKind.Records, MeasureUnit.Units, "(f.record_id, f.ordinal)"),
            ],
            [
                .. educator,
                new("subject", new("Предмет", "Subject"), "f.subject", new Codes("subject", "subjects")),
                new("isMain", new("Основное место работы", "Main place of work"), "f.is_main", yesNo),
                Has("trajectory", "ИОМ", "Individual route", "trajectories", "h.day <= {day} AND h.is_agreed"),
                Has("diagnostic", "Диагностика", "Diagnostic", "diagnostics", "h.day <= {day}"),
                Has("training", "Повышение квалификации", "Training", "certificates", "h.day <= {day}"),
            ],
            new Repetition("subject", "subject_ordinal", IsOrdinal: true)
        ),
        new(
            "diagnostics",
            new("Диагностика профессиональных дефицитов", "Diagnostics of professional deficits"),
            "diagnostics",
            new("day"),
            [
                People("educators", "Педагоги, прошедшие диагностику", "Diagnosed educators"),
                Records("diagnostics", "Диагностики", "Diagnostics"),
                new(
                    "withDeficits",
                    new("Доля педагогов с дефицитами", "Share of educators with deficits"),
                    MeasureKind.Share,
                    MeasureUnit.Percent,
                    "f.deficits > 0"
                ),
                new(
                    "averageDeficits",
                    new("Среднее число дефицитов", "Average number of deficits"),
                    MeasureKind.Average,
                    MeasureUnit.Units,
                    "f.deficits"
                ),
            ],
            [
                .. educator,
                .. institute,
                new("stage", new("Этап диагностики", "Stage"), "f.stage", new Codes("stage")),
                new("instrumentKind", new("Способ диагностики", "Method"), "f.method", new Codes("method")),
                new("hasDeficits", new("Есть дефициты", "Has deficits"), "f.deficits > 0", yesNo),
            ]
        ),
        new(
            "diagnosticResults",
            new("Результаты диагностики по компетенциям", "Results of diagnostics by competence"),
            "diagnostic_results",
            new("day"),
            [
                People("educators", "Педагоги", "Educators"),
                Records("results", "Результаты", "Results"),
                new(
                    "withDeficit",
                    new("Доля педагогов с дефицитом", "Share of educators with the deficit"),
                    MeasureKind.Share,
                    MeasureUnit.Percent,
                    "f.is_deficit"
                ),
                new(
                    "averagePercent",
                    new("Средний результат, %", "Average result, %"),
                    MeasureKind.Average,
                    MeasureUnit.Percent,
                    "f.percent"
                ),
            ],
            [
                .. educator,
                .. institute,
                new("stage", new("Этап диагностики", "Stage"), "f.stage", new Codes("stage")),
                new("instrumentKind", new("Способ диагностики", "Method"), "f.method", new Codes("method")),
                new("competence", new("Компетенция", "Competence"), "f.competence", new Codes("competence", "competences")),
                new("level", new("Уровень", "Level"), "f.level", new Codes("level")),
                new("isDeficit", new("Дефицит", "Deficit"), "f.is_deficit", yesNo),
            ],
            new Repetition("competence", "competence")
        ),
        new(
            "trajectories",
            new("Индивидуальные образовательные маршруты", "Individual routes"),
            "trajectories",
            new("day"),
            [
                People("educators", "Педагоги с ИОМ", "Educators with a route"),
                Records("trajectories", "Маршруты", "Routes"),
                new(
                    "averageDays",
                    new("Средняя длительность, дней", "Average duration, days"),
                    MeasureKind.Average,
                    MeasureUnit.Days,
                    "f.days"
                ),
                new(
                    "medianDays",
                    new("Медианная длительность, дней", "Median duration, days"),
                    MeasureKind.Median,
                    MeasureUnit.Days,
                    "f.days"
                ),
                new(
                    "ninthDecileDays",
                    new("Длительность, 9-й дециль, дней", "Ninth decile of duration, days"),
                    MeasureKind.NinthDecile,
                    MeasureUnit.Days,
                    "f.days"
                ),
                new(
                    "completed",
                    new("Доля завершивших", "Share of completed"),
                    MeasureKind.Share,
                    MeasureUnit.Percent,
                    "f.completed_on IS NOT NULL"
                ),
            ],
            [
                .. educator,
                .. institute,
                new("state", new("Состояние", "State"), "f.state", new Codes("state")),
                new("isAgreed", new("Согласован с педагогом", "Agreed"), "f.is_agreed", yesNo),
                new("durationBand", new("Длительность", "Duration"), Bands("f.days", durations), Members(durations)),
                new("onDiagnostic", new("По результатам диагностики", "Based on a diagnostic"), "f.is_diagnosed", yesNo),
                new("isImproved", new("Дефицитов стало меньше", "Has fewer deficits"), "f.is_improved", yesNo),
                new(
                    "terminationReason",
                    new("Причина прекращения", "Reason of termination"),
                    "f.termination_reason",
                    new Codes("termination_reason")
                ),
            ]
        ),
        new(
            "trajectorySteps",
            new("Шаги маршрутов", "Steps of routes"),
            "trajectory_steps",
            new("day"),
            [People("educators", "Педагоги", "Educators"), Records("steps", "Шаги", "Steps")],
            [
                .. educator,
                .. institute,
                new("kind", new("Вид шага", "Kind"), "f.kind", new Codes("kind")),
                new("state", new("Состояние", "State"), "f.state", new Codes("state")),
                new("isMandatory", new("Обязательный", "Mandatory"), "f.is_mandatory", yesNo),
            ]
        ),
        new(
            "certificates",
            new("Документы о квалификации", "Documents of qualification"),
            "certificates",
            new("day"),
            [
                People("educators", "Обученные педагоги", "Trained educators"),
                Records("certificates", "Документы", "Documents"),
                new("hours", new("Часы", "Hours"), MeasureKind.Sum, MeasureUnit.Hours, "f.hours"),
                new("averageHours", new("Средний объём, ч", "Average hours"), MeasureKind.Average, MeasureUnit.Hours, "f.hours"),
            ],
            [
                .. educator,
                .. institute,
                new("documentKind", new("Вид документа", "Kind of document"), "f.kind", new Codes("kind")),
                new("programKind", new("Вид программы", "Kind of programme"), "program.kind", new Codes("kind"), Program),
                new(
                    "inFederalRegister",
                    new("Программа в федеральном реестре", "Programme in the federal register"),
                    "program.is_in_federal_register",
                    yesNo,
                    Program
                ),
                new("funding", new("Источник финансирования", "Funding"), "f.funding", new Codes("funding")),
                new("studyForm", new("Форма обучения", "Form of study"), "f.study_form", new Codes("study_form")),
                new("hoursBand", new("Объём", "Hours"), Bands("f.hours", hours), Members(hours)),
                new("isFirst", new("Выдан впервые", "Issued first"), "f.is_first", yesNo),
            ]
        ),
        new(
            "methodists",
            new("Региональные методисты", "Regional methodists"),
            "methodists",
            new("since", "until"),
            [
                People("methodists", "Методисты", "Methodists"),
                new("capacity", new("Число сопровождаемых педагогов", "Capacity"), MeasureKind.Sum, MeasureUnit.People, "f.capacity"),
            ],
            [.. educator, .. institute, new("subject", new("Предмет", "Subject"), "f.subject", new Codes("subject", "subjects"))]
        ),
        new(
            "mentorships",
            new("Наставничество", "Mentoring"),
            "mentorships",
            new("since", "until"),
            [
                People("mentees", "Наставляемые", "Mentees"),
                Records("mentorships", "Наставнические пары", "Mentorships"),
                new("meetings", new("Встречи", "Meetings"), MeasureKind.Sum, MeasureUnit.Units, "f.meetings"),
            ],
            [
                .. educator,
                new("form", new("Форма наставничества", "Form"), "f.form", new Codes("form")),
                new("kind", new("Вид наставничества", "Kind"), "f.kind", new Codes("kind")),
            ]
        ),
        new(
            "institutes",
            new("Институты", "Institutes"),
            "institutes",
            new("since", "until"),
            [Records("institutes", "Институты", "Institutes")],
            [.. place, new("kind", new("Вид", "Kind"), "f.kind", new Codes("kind", "institute-kinds"))]
        ),
        new(
            "schools",
            new("Школы", "Schools"),
            "schools",
            new("since", "until"),
            [
                Records("schools", "Школы", "Schools"),
                new(
                    "municipalities",
                    new("Муниципалитеты", "Municipalities"),
                    MeasureKind.Records,
                    MeasureUnit.Units,
                    "CASE WHEN f.municipality IS NOT NULL THEN (f.region_code, f.municipality) END"
                ),
            ],
            [
                .. place,
                new("municipality", new("Муниципалитет", "Municipality"), "f.municipality", new Codes("municipality")),
                new("kind", new("Вид", "Kind"), "f.kind", new Codes("kind", "school-kinds")),
                new("isRural", new("Сельская школа", "Rural school"), "f.is_rural", yesNo),
                new("isBranch", new("Филиал", "Branch"), "f.is_branch", yesNo),
                new(
                    "hasMethodist",
                    new("Муниципалитет с методистом", "Municipality with a methodist"),
                    """
                    EXISTS (
                        SELECT 1 FROM methodists m JOIN schools s ON s.school_id = m.school_id
                        WHERE s.municipality = f.municipality AND s.region_code = f.region_code
                            AND m.since <= {day} AND m.until >= {day}
                    )
                    """,
                    yesNo
                ),
            ]
        ),
        new(
            "programs",
            new("Программы ДПО", "Training programmes"),
            "programs",
            new("since", "until"),
            [
                Records("programs", "Программы", "Programmes"),
                new("averageHours", new("Средний объём, ч", "Average hours"), MeasureKind.Average, MeasureUnit.Hours, "f.hours"),
            ],
            [
                .. place,
                .. institute,
                new("kind", new("Вид", "Kind"), "f.kind", new Codes("kind")),
                new("inFederalRegister", new("В федеральном реестре", "In the federal register"), "f.is_in_federal_register", yesNo),
                new("isNetworked", new("Сетевая форма", "Networked"), "f.is_networked", yesNo),
                new("studyForm", new("Форма обучения", "Form of study"), "f.study_form", new Codes("study_form")),
            ]
        ),
        new(
            "events",
            new("Мероприятия", "Events"),
            "events",
            new("day"),
            [Records("events", "Мероприятия", "Events")],
            [
                .. place,
                new("kind", new("Вид", "Kind"), "f.kind", new Codes("kind")),
                new("state", new("Состояние", "State"), "f.state", new Codes("state")),
                new("format", new("Формат", "Format"), "f.format", new Codes("format")),
                new("isInterregional", new("Межрегиональное", "Interregional"), "f.is_interregional", yesNo),
            ]
        ),
        new(
            "participations",
            new("Участие в мероприятиях", "Participation in events"),
            "participations",
            new("day"),
            [People("participants", "Участники", "Participants"), Records("registrations", "Участия", "Participations")],
            [
                .. place,
                new("eventKind", new("Вид мероприятия", "Kind of event"), "f.event_kind", new Codes("event_kind")),
                new("state", new("Состояние заявки", "State"), "f.state", new Codes("state")),
                new("kind", new("Вид заявки", "Kind of registration"), "f.kind", new Codes("kind")),
                new("role", new("Роль", "Role"), "f.role", new Codes("role")),
            ]
        ),
        new(
            "contestApplications",
            new("Заявки на конкурсы", "Contest applications"),
            "contest_applications",
            new("day"),
            [
                People("participants", "Участники", "Participants"),
                new("applications", new("Заявки", "Applications"), MeasureKind.Records, MeasureUnit.Units, "f.record_id"),
            ],
            [
                .. place,
                .. contest,
                new("state", new("Состояние", "State"), "f.state", new Codes("state")),
                new(
                    "applicantCategory",
                    new("Категория участника", "Category of applicant"),
                    "f.applicant_category",
                    new Codes("applicant_category")
                ),
            ]
        ),
        new(
            "contestResults",
            new("Результаты этапов конкурсов", "Results of contest stages"),
            "contest_results",
            new("day"),
            [
                People("participants", "Участники", "Participants"),
                new("averageScore", new("Средний балл", "Average score"), MeasureKind.Average, MeasureUnit.Points, "f.score"),
            ],
            [
                .. place,
                .. contest,
                new("stage", new("Этап", "Stage"), "f.stage", new Codes("stage")),
                new("outcome", new("Итог этапа", "Outcome"), "f.outcome", new Codes("outcome")),
                new("isAbsent", new("Не явился", "Absent"), "f.is_absent", yesNo),
            ]
        ),
        new(
            "selfAssessments",
            new("Самодиагностика школ", "Self-diagnosis of schools"),
            "self_assessments",
            new("day"),
            [
                new("schools", new("Школы", "Schools"), MeasureKind.Records, MeasureUnit.Units, "f.school_id"),
                Records("selfAssessments", "Самодиагностики", "Self-diagnoses"),
                new("averagePoints", new("Средний балл", "Average points"), MeasureKind.Average, MeasureUnit.Points, "f.points"),
            ],
            [
                .. place,
                .. school,
                new("state", new("Состояние", "State"), "f.state", new Codes("state")),
                new("level", new("Уровень", "Level"), "f.level", new Codes("level")),
            ]
        ),
        new(
            "assessmentDirections",
            new("Самодиагностика школ по направлениям", "Self-diagnosis by direction"),
            "assessment_directions",
            new("day"),
            [
                new("schools", new("Школы", "Schools"), MeasureKind.Records, MeasureUnit.Units, "f.school_id"),
                new("averagePoints", new("Средний балл", "Average points"), MeasureKind.Average, MeasureUnit.Points, "f.points"),
            ],
            [
                .. place,
                .. school,
                new("state", new("Состояние", "State"), "f.state", new Codes("state")),
                new("direction", new("Направление", "Direction"), "f.direction", new Codes("direction")),
                new("level", new("Уровень", "Level"), "f.level", new Codes("level")),
            ]
        ),
        new(
            "partnerships",
            new("Школы-побратимы", "Twin schools"),
            "partnerships",
            new("since", "until"),
            [
                Records("partnerships", "Соглашения", "Agreements"),
                new("jointEvents", new("Совместные мероприятия", "Joint events"), MeasureKind.Sum, MeasureUnit.Units, "f.joint_events"),
            ],
            [
                .. place,
                .. school,
                new("partnerRegion", new("Регион-партнёр", "Partner's region"), "f.partner_region", new Codes("partner_region")),
                new("state", new("Состояние", "State"), "f.state", new Codes("state")),
            ]
        ),
        new(
            "roadMapMeasures",
            new("Мероприятия дорожных карт", "Measures of road maps"),
            "road_map_measures",
            new("day"),
            [Records("measures", "Мероприятия", "Measures")],
            [
                .. place,
                .. institute,
                new("project", new("Федеральный проект", "Federal project"), "f.project", new Codes("project")),
                new("state", new("Состояние", "State"), "f.state", new Codes("state")),
            ]
        ),
        new(
            "projects",
            new("Региональные проекты", "Regional projects"),
            "projects",
            new("day"),
            [
                Records("projects", "Проекты", "Projects"),
                new("results", new("Результаты", "Results"), MeasureKind.Sum, MeasureUnit.Units, "f.results"),
            ],
            [
                .. place,
                .. institute,
                new("theme", new("Тема", "Theme"), "f.theme", new Codes("theme")),
                new("state", new("Состояние", "State"), "f.state", new Codes("state")),
            ]
        ),
    ];

    private static Dimension[] contest =>
        [
            new("contest", new("Конкурс", "Contest"), "f.contest", new Codes("contest")),
            new("track", new("Трек", "Track"), "f.track", new Codes("track")),
        ];

    public static Cube? Find(string code) => All.FirstOrDefault(c => c.Code == code);

    private static Measure People(string code, string ru, string en) => new(code, new(ru, en), MeasureKind.People, MeasureUnit.People);

    private static Measure Records(string code, string ru, string en) => new(code, new(ru, en), MeasureKind.Records, MeasureUnit.Units);

    // In the same region: another one's records of the same person are no business of this one.
    private static Dimension Has(string code, string ru, string en, string fact, string condition) =>
        new(
            code,
            new(ru, en),
            $"(f.region_code, f.person_id) IN (SELECT (h.region_code, h.person_id) FROM {fact} h WHERE {condition})",
            yesNo
        );

    private static string Bands(string value, (int From, string Code, string Ru, string En)[] bands) =>
        "CASE " + string.Concat(bands.Reverse().Select(b => $"WHEN {value} >= {b.From} THEN '{b.Code}' ")) + "END";

    private static Fixed Members((int From, string Code, string Ru, string En)[] bands) =>
        new([.. bands.Select(b => new DimensionMember(b.Code, new(b.Ru, b.En)))]);
}
