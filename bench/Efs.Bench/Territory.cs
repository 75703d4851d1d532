using System.Globalization;

namespace Efs.Bench;

/// <summary>
/// A region of the synthetic country. Nothing of it is kept: whatever is asked of a record follows from its number, so that one
/// can point at another without looking it up, and a file of any length is written in the same memory.
/// </summary>
/// <param name="seed">Of the country.</param>
/// <param name="region">Which region it is.</param>
/// <param name="numbers">How much there is in it.</param>
/// <param name="before">How many educators the regions before it have: СНИЛС are unique in the country.</param>
internal sealed class Territory(ulong seed, Region region, Numbers numbers, int before)
{
    private static readonly DateOnly withoutTerm = new(2023, 9, 1);

    private static readonly string[] schoolKinds = Hundred(
        "general 76",
        "gymnasium 5",
        "lyceum 5",
        "correctional 4",
        "additional 4",
        "college 3",
        "kindergarten 3"
    );
    private static readonly string[] teaching = Hundred(
        "teacher 76",
        "deputy_head 5",
        "director 2",
        "educational_psychologist 4",
        "social_pedagogue 4",
        "teacher_speech_therapist 2",
        "teacher_defectologist 1",
        "pedagogue_organizer 3",
        "pedagogue_librarian 2",
        "upbringing_adviser 1"
    );
    private static readonly string[] caring = Hundred(
        "caregiver 74",
        "senior_caregiver 5",
        "head 4",
        "music_director 7",
        "physical_education_instructor 5",
        "teacher_speech_therapist 5"
    );
    private static readonly string[] training = Hundred(
        "lecturer 65",
        "vocational_training_master 22",
        "methodist 5",
        "deputy_head 5",
        "director 3"
    );
    private static readonly string[] adding = Hundred(
        "additional_education_pedagogue 78",
        "methodist 7",
        "trainer_teacher 8",
        "accompanist 3",
        "director 4"
    );
    private static readonly string[] subjects =
    [
        "russian_language",
        "literature",
        "mathematics",
        "english_language",
        "physical_education",
        "history",
        "social_studies",
        "biology",
        "physics",
        "chemistry",
        "geography",
        "informatics",
        "algebra",
        "geometry",
        "labor_and_technology",
        "literary_reading",
        "world_around",
        "music",
        "fine_arts",
        "safety_and_homeland_defence",
        "german_language",
        "native_language",
    ];

    private static readonly string[] subjectTitles =
    [
        "русского языка",
        "литературы",
        "математики",
        "иностранного языка",
        "физической культуры",
        "истории",
        "обществознания",
        "биологии",
        "физики",
        "химии",
        "географии",
        "информатики",
    ];
    private static readonly string[] themes =
    [
        "Функциональная грамотность на уроках",
        "Формирующее оценивание на уроках",
        "Цифровые инструменты учителя",
        "Обновлённые ФГОС: работа учителя",
        "Проектная деятельность на уроках",
        "Подготовка обучающихся к итоговой аттестации: методика",
        "Современный урок",
        "Работа с одарёнными детьми на уроках",
        "Дети с особыми потребностями на уроках",
    ];

    private static readonly string[] methodical =
    [
        "methodical_lesson_design",
        "methodical_assessment",
        "methodical_functional_literacy",
        "methodical_digital_tools",
        "psychological_motivation",
        "communicative_pupils",
        "psychological_gifted",
        "psychological_special_needs",
    ];
    private static readonly Dictionary<string, string[]> instruments = new()
    {
        ["teacher"] =
        [
            "methodical_lesson_design",
            "methodical_assessment",
            "methodical_functional_literacy",
            "psychological_motivation",
            "communicative_pupils",
        ],
        ["pedagogue"] =
        [
            "methodical_planned_results",
            "psychological_age_features",
            "psychological_individual_approach",
            "communicative_parents",
        ],
        ["leader"] = ["managerial_strategy", "managerial_staff_development", "managerial_education_quality", "managerial_change"],
    };

    private readonly Dictionary<string, ulong> seeds = [];

    public Region Region => region;

    public int Count(string resource) =>
        resource switch
        {
            "institutes" => numbers.Institutes,
            "schools" => numbers.Schools,
            "programs" => numbers.Programs,
            "instruments" => instruments.Count,
            "educators" => numbers.Educators,
            "methodists" => numbers.Methodists,
            "diagnostics" => numbers.Diagnostics,
            "trajectories" => numbers.Trajectories,
            _ => numbers.Certificates,
        };

    /// <summary>
    /// The documents of a resource, as its POST takes them, but that they point at each other by <c>source:</c> and the key.
    /// </summary>
    public IEnumerable<object> Documents(string resource) =>
        resource switch
        {
            "institutes" => Each(numbers.Institutes, Institute),
            "schools" => Each(numbers.Schools, School)
                .Where((_, i) => !IsBranch(i))
                .Concat(Each(numbers.Schools, School).Where((_, i) => IsBranch(i))), // heads first
            "programs" => Each(numbers.Programs, Program),
            "instruments" => instruments.Keys.Select(Instrument),
            "educators" => Each(numbers.Educators, Educator),
            "methodists" => Each(numbers.Methodists, Methodist),
            "diagnostics" => Each(numbers.Diagnostics, Diagnostic),
            "trajectories" => Each(numbers.Trajectories, Trajectory),
            _ => Each(numbers.Certificates, Certificate),
        };

    private static IEnumerable<object> Each(int count, Func<int, object> document) => Enumerable.Range(0, count).Select(document);

    private static string To(string sourceId) => $"source:{sourceId}";

    private Dice Dice(string of, int number)
    {
        if (!seeds.TryGetValue(of, out var start))
            seeds[of] = start = Bench.Dice.Seed(seed, $"{region.Code} {of}");
        return new(start + (ulong)number * 0xD1342543DE82EF95);
    }

    private object Institute(int i)
    {
        var dice = Dice("institute", i);
        var town = i < 2 ? region.Capital : ColumnAliases.Municipality(dice, true, region.Capital);
        return new
        {
            RegionCode = region.Code,
            SourceId = InstituteKey(i),
            Kind = i switch
            {
                0 => "iro",
                1 => "cnppm",
                _ => "mms",
            },
            FullName = i switch
            {
                0 => $"Институт развития образования, {region.Name}",
                1 => $"Центр непрерывного повышения профессионального мастерства педагогических работников, {region.Name}",
                _ => $"Методическая служба № {i - 1}, {town}",
            },
            ShortName = i switch
            {
                0 => "ИРО",
                1 => "ЦНППМ",
                _ => null,
            },
            ParentId = i == 1 ? To("iro") : null,
            Inn = Inn(dice),
            Ogrn = Ogrn(dice),
            Oktmo = Oktmo(dice, i > 1),
            Address = $"{town}, {ColumnAliases.Street(dice)}",
            Email = $"{InstituteKey(i)}.{region.Code}@example.ru",
            FoundedOn = new DateOnly(i == 1 ? 2020 : 1950, 1, 1),
        };
    }

    private static string InstituteKey(int i) =>
        i switch
        {
            0 => "iro",
            1 => "cnppm",
            _ => $"mms-{i}",
        };

    // Of a hundred schools one is closed; nobody works there.
    private int OpenSchools => numbers.Schools - numbers.Schools / 100;

    private bool IsBranch(int i) => i % 20 == 19 && i < OpenSchools;

    private (string Kind, bool IsRural, DateOnly FoundedOn) SchoolAt(int i)
    {
        var dice = Dice("school", i);
        var isRural = dice.Chance(
            region.Kind switch
            {
                "federal_city" => 20,
                "republic" => 650,
                "krai" => 550,
                "oblast" => 520,
                _ => 450,
            }
        );
        return (IsBranch(i) || isRural ? "general" : dice.Of(schoolKinds), isRural, dice.Day(new(1930, 9, 1), new(2020, 9, 1)));
    }

    private object School(int i)
    {
        var (kind, isRural, foundedOn) = SchoolAt(i);
        var dice = Dice("school's address", i);
        var municipality = ColumnAliases.Municipality(dice, isRural, region.Capital);
        var title = kind switch
        {
            "gymnasium" => "Гимназия",
            "lyceum" => "Лицей",
            "correctional" => "Специальная школа",
            "additional" => "Дом детского творчества",
            "college" => "Колледж",
            "kindergarten" => "Детский сад",
            _ => IsBranch(i) ? "Филиал школы" : "Средняя школа",
        };
        return new
        {
            RegionCode = region.Code,
            SourceId = $"school-{i}",
            Kind = kind,
            FullName = $"Муниципальное бюджетное учреждение «{title} № {i + 1}»",
            ShortName = $"{title} № {i + 1}",
            Levels = kind is "additional" or "college" or "kindergarten" ? Array.Empty<string>()
            : IsBranch(i) ? ["noo"]
            : ["noo", "ooo", "soo"],
            IsRural = isRural,
            Municipality = municipality,
            BranchOfId = IsBranch(i) ? To($"school-{i - 1}") : null,
            Inn = Inn(dice),
            Ogrn = Ogrn(dice),
            Oktmo = Oktmo(dice, isRural),
            Address = $"{municipality}, {ColumnAliases.Street(dice)}",
            Website = $"https://school-{i}.region-{region.Code}.example.ru",
            Email = $"school-{i}.{region.Code}@example.ru",
            Phone = $"+7000{region.Code}{i % 100_000:00000}",
            FoundedOn = foundedOn,
            ClosedOn = i < OpenSchools ? (DateOnly?)null : dice.Day(new(2021, 9, 1), Country.LastDay),
        };
    }

    private static bool IsUpgrade(int i) => i % 5 != 4;

    private static string ProgramTitle(int i) => $"{themes[i % themes.Length]} {subjectTitles[i / themes.Length % subjectTitles.Length]}";

    private static int Hours(int i) => IsUpgrade(i) ? 16 + i * 7 % 16 * 8 : 250 + i * 3 % 8 * 36;

    private object Program(int i)
    {
        var dice = Dice("program", i);
        return new
        {
            RegionCode = region.Code,
            SourceId = $"program-{i}",
            Title = ProgramTitle(i),
            Kind = IsUpgrade(i) ? "upgrade" : "retraining",
            Hours = Hours(i),
            StudyForm = StudyForm(dice),
            ProviderInstituteId = To(InstituteKey(i % 2)),
            Audience = new { PositionGroups = new[] { "pedagogical" } },
            Competences = Some(dice, methodical, 3),
            FederalRegister = dice.Chance(300)
                ? new { Number = $"{region.Code}{i:0000}", IncludedOn = dice.Day(new(2021, 1, 1), Country.LastDay) }
                : null,
            ValidFrom = dice.Day(new(2015, 1, 1), new(2021, 1, 1)),
        };
    }

    private object Instrument(string code) =>
        new
        {
            RegionCode = region.Code,
            SourceId = $"bench-instrument-{code}", // the demo data have an instrument-leader
            Code = code,
            Edition = 1,
            Method = "test",
            Competences = instruments[code].Select(c => new { CompetenceCode = c, MaxScore = 20 }),
            Title = $"Диагностика профессиональных дефицитов: {code switch { "teacher" => "учитель", "pedagogue" => "педагогический работник", _ => "руководитель" }}",
            Levels = new object[]
            {
                new
                {
                    Code = "low",
                    Title = "Низкий",
                    From = 0,
                },
                new
                {
                    Code = "basic",
                    Title = "Базовый",
                    From = 45,
                    IsDeficitThreshold = true,
                },
                new
                {
                    Code = "high",
                    Title = "Высокий",
                    From = 80,
                },
            },
        };

    private (string Last, string First, string? Middle, bool IsFemale) Person(int i)
    {
        var dice = Dice("person", i);
        var isFemale = dice.Chance(860);
        var (last, first, middle) = ColumnAliases.Person(dice, isFemale);
        return (last, first, middle, isFemale);
    }

    // Where the educator works for the most part: in which school (none is the ЦНППМ) and as what.
    private (int? School, string Position) Post(int i)
    {
        var dice = Dice("post", i);
        if (dice.Chance(6))
            return (null, "methodist");
        var school = dice.Below(OpenSchools);
        if (SchoolAt(school).IsRural && dice.Chance(500))
            school = dice.Below(OpenSchools); // schools in the countryside are smaller
        return (
            school,
            dice.Of(
                SchoolAt(school).Kind switch
                {
                    "kindergarten" => caring,
                    "college" => training,
                    "additional" => adding,
                    _ => teaching,
                }
            )
        );
    }

    private object Educator(int i)
    {
        var dice = Dice("educator", i);
        var (last, first, middle, isFemale) = Person(i);
        var bornOn = dice.Day(new(1956, 1, 1), new(2002, 12, 31));
        var workingSince = Earlier(dice.Day(bornOn.AddYears(18), bornOn.AddYears(27)), new(2024, 9, 1));
        var teachingSince = dice.Chance(700) ? workingSince : dice.Day(workingSince, Earlier(workingSince.AddYears(8), new(2025, 3, 1)));
        var basis = dice.Below(100);
        return new
        {
            RegionCode = region.Code,
            SourceId = $"educator-{i}",
            LastName = last,
            FirstName = first,
            MiddleName = middle,
            Gender = isFemale ? "female" : "male",
            BirthDate = bornOn,
            Snils = Snils(before + i),
            Citizenship = dice.Chance(985) ? "643" : dice.Of(["051", "112", "398", "417", "762"]),
            Email = dice.Chance(700) ? $"educator-{i}.{region.Code}@example.ru" : null,
            Phone = dice.Chance(850) ? $"+7000{dice.Below(10_000_000):0000000}" : null,
            EducationLevel = dice.Of(["specialist", "specialist", "specialist", "bachelor", "bachelor", "master", "secondary_vocational"]),
            WorkingSince = workingSince,
            TeachingSince = teachingSince,
            Employments = Employments(i, teachingSince, dice),
            Categories = Categories(teachingSince, dice),
            LegalBasis = new
            {
                Kind = basis < 70 ? "contract"
                : basis < 95 ? "consent"
                : "public_function",
                DocumentDate = basis is >= 70 and < 95 ? dice.Day(new(2021, 9, 1), Country.LastDay) : (DateOnly?)null,
                DocumentNumber = basis is >= 70 and < 95 ? $"ПД-{i}" : null,
                DocumentVersion = basis is >= 70 and < 95 ? "1.0" : null,
            },
        };
    }

    // The present post; before it, sometimes, another school; beside it, sometimes, a second one.
    private List<object> Employments(int i, DateOnly from, Dice dice)
    {
        var (school, position) = Post(i);
        var foundedOn = school is { } at ? SchoolAt(at).FoundedOn : new(2020, 1, 1);
        var since = dice.Day(Later(from, foundedOn), Country.LastDay);
        var taught = position is "teacher" ? Some(dice, subjects, 1 + dice.Below(2)) : [];
        List<object> jobs = [Job(school, position, taught, dice.Chance(800) ? 1m : 1.25m, true, since, null)];
        var (other, else_) = (dice.Below(OpenSchools), dice.Below(1000));
        var opened = Later(from, SchoolAt(other).FoundedOn);
        if (else_ < 200)
            jobs.Add(Job(other, "teacher", Some(dice, subjects, 1), 0.5m, false, dice.Day(Later(opened, since), Country.LastDay), null));
        else if (else_ < 500 && opened.AddYears(1) < since)
            jobs.Insert(0, Job(other, "pedagogue_organizer", [], 1m, true, opened, since.AddDays(-1)));
        return jobs;
    }

    private static object Job(
        int? school,
        string position,
        string[] subjects,
        decimal rate,
        bool isMain,
        DateOnly since,
        DateOnly? until
    ) =>
        new
        {
            SchoolId = school is { } i ? To($"school-{i}") : null,
            InstituteId = school is null ? To("cnppm") : null,
            PositionCode = position,
            SubjectCodes = subjects,
            Rate = rate,
            IsMain = isMain,
            Since = since,
            Until = until,
        };

    private static List<object> Categories(DateOnly teachingSince, Dice dice)
    {
        var granted = new List<object>();
        if (!dice.Chance(600) || teachingSince.AddYears(2) >= Country.LastDay)
            return granted;
        var on = dice.Day(Later(teachingSince.AddYears(2), new(2019, 1, 1)), Country.LastDay);
        var kind = dice.Of(["first", "first", "highest", "highest", "position_fit"]);
        granted.Add(
            new
            {
                Kind = kind,
                GrantedOn = on,
                ExpiresOn = on < withoutTerm ? on.AddYears(5) : (DateOnly?)null,
            }
        );
        if (kind == "highest" && dice.Chance(60))
            granted.Add(new { Kind = dice.Of(["methodist", "mentor"]), GrantedOn = dice.Day(Later(on, withoutTerm), Country.LastDay) });
        return granted;
    }

    // Methodists are spread evenly over the educators.
    private int MethodistsEducator(int i) => (int)((long)i * numbers.Educators / numbers.Methodists);

    private object Methodist(int i)
    {
        var dice = Dice("methodist", i);
        var since = dice.Day(new(2022, 1, 10), new(2025, 1, 10));
        var hasSubject = dice.Chance(700);
        return new
        {
            RegionCode = region.Code,
            SourceId = $"methodist-{i}",
            EducatorId = To($"educator-{MethodistsEducator(i)}"),
            InstituteId = To("cnppm"),
            SubjectCode = hasSubject ? dice.Of(subjects) : null,
            Direction = hasSubject ? null : dice.Of(["methodical", "psychological_pedagogical", "communicative", "managerial"]),
            AppointedBy = new { Number = $"{i + 1}-о", Date = since.AddDays(-7) },
            Since = since,
            Capacity = 5 + dice.Below(20),
        };
    }

    // The first ones are primary, one for each educator; what is beyond them is repeated, for the first of these again.
    private int Primary => numbers.Diagnostics - numbers.Diagnostics / 10;

    private DateOnly TakenOn(int i) =>
        i < Primary ? Dice("day", i).Day(new(2021, 9, 1), new(2024, 8, 31)) : TakenOn(i - Primary).AddDays(Dice("day", i).Below(240) + 120);

    private object Diagnostic(int i)
    {
        var dice = Dice("diagnostic", i);
        var educator = i < Primary ? i : i - Primary;
        var (_, position) = Post(educator);
        var instrument = position switch
        {
            "teacher" => "teacher",
            "director" or "head" or "deputy_head" => "leader",
            _ => "pedagogue",
        };
        return new
        {
            RegionCode = region.Code,
            SourceId = $"diagnostic-{i}",
            EducatorId = To($"educator-{educator}"),
            InstrumentId = To($"bench-instrument-{instrument}"),
            InstituteId = To("cnppm"),
            Stage = i < Primary ? "primary" : "repeated",
            TakenOn = TakenOn(i),
            Scores = instruments[instrument]
                .Select(c => new { CompetenceCode = c, Score = Math.Min(20, dice.Below(13) + dice.Below(11) + (i < Primary ? 0 : 3)) })
                .ToArray(),
        };
    }

    // Each educator has one at most: what is loaded is a draft, and of open ones an institute has one for an educator.
    private object Trajectory(int i)
    {
        var dice = Dice("trajectory", i);
        var from = i < Primary ? TakenOn(i).AddDays(14 + dice.Below(45)) : dice.Day(new(2021, 9, 1), new(2025, 3, 1));
        var to = from.AddDays(120 + dice.Below(200));
        var methodist = dice.Below(numbers.Methodists);
        return new
        {
            RegionCode = region.Code,
            SourceId = $"trajectory-{i}",
            EducatorId = To($"educator-{i}"),
            InstituteId = To("cnppm"),
            MethodistId = dice.Chance(400) && MethodistsEducator(methodist) != i ? To($"methodist-{methodist}") : null,
            DiagnosticId = i < Primary ? To($"diagnostic-{i}") : null,
            Goal = $"Закрыть дефициты: {themes[dice.Below(themes.Length)].ToLowerInvariant()} {dice.Of(subjectTitles)}",
            PlannedFrom = from,
            PlannedTo = to,
            Competences = Some(dice, methodical, 2),
            Steps = Each(2 + dice.Below(3), n => Step(n, from, to, dice)).ToArray(),
        };
    }

    private object Step(int n, DateOnly from, DateOnly to, Dice dice)
    {
        var kind = n == 0 ? "program" : dice.Of(["event", "practice", "mentorship", "internship", "self_education", "community"]);
        var program = dice.Below(numbers.Programs);
        return new
        {
            Key = $"{n + 1}",
            Stage = n == 0 ? "Этап 1. Теория" : "Этап 2. Практика",
            Kind = kind,
            ProgramId = kind == "program" ? To($"program-{program}") : null,
            Title = kind == "program"
                ? ProgramTitle(program)
                : $"{kind switch { "event" => "Мастер-класс", "practice" => "Открытый урок", "mentorship" => "Работа с наставником", "internship" => "Стажировка", "self_education" => "Самообразование", _ => "Участие в методическом объединении" }}: {themes[dice.Below(themes.Length)].ToLowerInvariant()} {dice.Of(subjectTitles)}",
            EventReference = kind == "event" ? $"event-{dice.Below(5000)}" : null,
            Competences = Some(dice, methodical, 1),
            DueOn = dice.Day(from, to),
            IsMandatory = n < 2,
        };
    }

    private object Certificate(int i)
    {
        var dice = Dice("certificate", i);
        var (educator, program, isOurs) = (dice.Below(numbers.Educators), dice.Below(numbers.Programs), dice.Chance(750));
        var isUpgrade = IsUpgrade(program);
        var issuedOn = dice.Day(new(2014, 1, 1), Country.LastDay);
        var isDuplicate = dice.Chance(5);
        return new
        {
            RegionCode = region.Code,
            SourceId = $"certificate-{i}",
            EducatorId = To($"educator-{educator}"),
            Kind = isUpgrade ? "upgrade_certificate" : "retraining_diploma",
            Status = isDuplicate ? "duplicate" : "original",
            Series = $"{region.Code}{(isUpgrade ? "УП" : "ДП")}",
            Number = $"{i:00000000}",
            RegistrationNumber = $"{issuedOn.Year}-{i}",
            IssuedOn = issuedOn,
            ProgramId = isOurs ? To($"program-{program}") : null,
            ProgramTitle = isOurs ? null : ProgramTitle(program),
            Hours = Hours(program),
            StartYear = issuedOn.Year - (isUpgrade ? 0 : 1),
            EndYear = issuedOn.Year,
            StudyForm = StudyForm(dice),
            Funding = dice.Of(["budget", "budget", "paid"]),
            ProviderInstituteId = isOurs ? To(InstituteKey(program % 2)) : null,
            Provider = isOurs ? null : new { Name = $"Учебный центр «Пример-{program % 40}»" },
            ProfessionalArea = "Образование и наука",
            QualificationName = isUpgrade ? null : "Учитель",
            EducationLevel = dice.Of(["higher", "higher", "higher", "vocational"]),
            DiplomaSurname = isUpgrade ? null : Person(educator).Last,
            DiplomaNumber = isUpgrade ? null : $"{dice.Below(10_000_000):0000000}",
            EducationForm = "in_organisation",
            Original = isDuplicate
                ? new
                {
                    DocumentName = "Утраченный документ",
                    Number = $"{i:000000}-у",
                    IssuedOn = issuedOn.AddYears(-1),
                }
                : null,
            LossConfirmed = isDuplicate,
        };
    }

    private static string StudyForm(Dice dice) => dice.Of(["full_time", "part_time", "extramural"]);

    private static string[] Some(Dice dice, string[] of, int count)
    {
        var start = dice.Below(of.Length);
        return [.. Enumerable.Range(0, count).Select(i => of[(start + i * 3) % of.Length])];
    }

    private string Oktmo(Dice dice, bool isRural) =>
        $"{region.OktmoPrefix}{(region.OktmoPrefix.Length == 3 ? "" : isRural ? "6" : "7")}{dice.Below(90) + 10}000"; // after two digits, 6 is a district and 7 a town: no other region's three

    private string Inn(Dice dice)
    {
        var digits = $"{region.Code}{dice.Below(10_000_000):0000000}";
        return Enumerable.Range(0, 10).Select(check => $"{digits}{check}").Single(Api.Kernel.Inn.IsValid);
    }

    private string Ogrn(Dice dice)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"1{dice.Below(20):00}{region.Code}{dice.Below(10_000_000):0000000}");
        return $"{digits}{long.Parse(digits, CultureInfo.InvariantCulture) % 11 % 10}";
    }

    // Above all numbers that were given to people so far. Steps through a prime make them look dealt, none twice.
    private string Snils(int i)
    {
        const long prime = 99_999_989;
        return SnilsOf(900_000_000 + (long)((UInt128)(ulong)(i + 1) * (1 + (seed + 12_345_678) % (prime - 1)) % prime));
    }

    /// <summary>The number of nine digits with its check digits.</summary>
    internal static string SnilsOf(long number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return Api.Kernel.Snils.Canonical($"{text}{Enumerable.Range(0, 9).Sum(d => (text[d] - '0') * (9 - d)) % 101 % 100:00}");
    }

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static string[] Hundred(params string[] shares) =>
        [.. shares.Select(s => s.Split(' ')).SelectMany(s => Enumerable.Repeat(s[0], int.Parse(s[1], CultureInfo.InvariantCulture)))];
}
