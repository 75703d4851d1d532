namespace Efs.Api.Kernel;

/// <summary>All validation rules of members and parameters.</summary>
public static class Rules
{
    public static readonly Rule Unknown = new("unknown-member", "неизвестное поле; допустимы: {0}", "unknown member; allowed: {0}");
    public static readonly Rule UnknownParameter = new(
        "unknown-parameter",
        "неизвестный параметр; допустимы: {0}",
        "unknown parameter; allowed: {0}"
    );
    public static readonly Rule Duplicate = new("duplicate-member", "поле указано дважды", "the member is repeated");
    public static readonly Rule DuplicateParameter = new("duplicate-parameter", "параметр указан дважды", "the parameter is repeated");
    public static readonly Rule Required = new("required", "обязательное поле", "is required");
    public static readonly Rule WrongType = new("wrong-type", "ожидается {0}", "{0} is expected");
    public static readonly Rule UnstorableText = new(
        "unstorable-text",
        "текст содержит U+0000 или половину суррогатной пары",
        "the text holds U+0000 or half of a surrogate pair"
    );
    public static readonly Rule Blank = new(
        "blank",
        "не должно быть пустым; отсутствующее значение не указывается",
        "must not be blank; omit absent values"
    );
    public static readonly Rule TooLong = new("too-long", "не длиннее {0} символов", "at most {0} characters");
    public static readonly Rule TooMany = new("too-many", "не больше {0} элементов", "at most {0} items");
    public static readonly Rule Repeated = new("repeated-item", "элементы не должны повторяться", "the items must be distinct");
    public static readonly Rule OutOfRange = new("out-of-range", "от {0} до {1}", "from {0} to {1}");
    public static readonly Rule OutsideRange = new("outside-range", "ключ вне указанного диапазона", "the key is outside the given range");
    public static readonly Rule NotOneOf = new("not-one-of", "недопустимое значение; допустимы: {0}", "one of: {0}");
    public static readonly Rule UnknownCode = new(
        "unknown-code",
        "нет такого кода в справочнике {0}",
        "no such code in the dictionary {0}"
    );
    public static readonly Rule ClosedCode = new(
        "closed-code",
        "код справочника {0} на эту дату не действует",
        "the code of the dictionary {0} is not valid on this date"
    );
    public static readonly Rule UnknownRegion = new("unknown-region", "нет региона с таким кодом ФНС", "no region has this code");
    public static readonly Rule SameRegion = new(
        "same-region",
        "стороны должны быть из разных регионов",
        "the sides must be of different regions"
    );
    public static readonly Rule Format = new("wrong-format", "ожидается значение вида {0}", "the form {0} is expected");
    public static readonly Rule SnilsChecksum = new(
        "snils-checksum",
        "контрольное число СНИЛС не сходится",
        "the check number of the СНИЛС does not match"
    );
    public static readonly Rule SourceIdIsSnils = new(
        "source-id-snils",
        "СНИЛС не может быть ключом записи: ключ входит в адреса запросов",
        "a СНИЛС can't be a record's key: keys are part of URLs"
    );
    public static readonly Rule UnreachableSourceId = new(
        "unreachable-source-id",
        "ключ входит в адреса запросов: он не может быть «.» или «..» и не содержит «%2F»",
        "keys are part of URLs: a key is not «.» or «..» and does not contain «%2F»"
    );
    public static readonly Rule InnChecksum = new(
        "inn-checksum",
        "контрольное число ИНН не сходится",
        "the check digits of the ИНН do not match"
    );
    public static readonly Rule OgrnChecksum = new(
        "ogrn-checksum",
        "контрольное число ОГРН не сходится",
        "the check digit of the ОГРН does not match"
    );
    public static readonly Rule OktmoRegion = new(
        "oktmo-region",
        "код ОКТМО относится к другому региону",
        "the ОКТМО code belongs to another region"
    );
    public static readonly Rule NotBefore = new("date-order", "не раньше, чем {0}", "not before {0}") { NamesMembers = true };
    public static readonly Rule NotAfter = new("date-after", "не позже, чем {0}", "not after {0}") { NamesMembers = true };
    public static readonly Rule InFuture = new("in-future", "дата ещё не наступила", "the date is in the future");
    public static readonly Rule DiffersFromPath = new(
        "differs-from-path",
        "должно совпадать с адресом запроса",
        "must equal the value in the path"
    );
    public static readonly Rule DiffersFrom = new("differs-from", "должно совпадать с {0}", "must equal {0}") { NamesMembers = true };
    public static readonly Rule Immutable = new("immutable", "не меняется после создания", "can't be changed once created");
    public static readonly Rule WrongCursor = new(
        "wrong-cursor",
        "курсор относится к другому запросу или повреждён: начните список без cursor",
        "the cursor belongs to another request or is damaged: start without one"
    );
    public static readonly Rule WrongSort = new(
        "wrong-sort",
        "сортировка возможна по: {0}; обратная со знаком «-»; без повторов",
        "sort by: {0}; «-» for descending; no repetition"
    );
    public static readonly Rule WrongKey = new(
        "wrong-key",
        "ожидается от 1 до 255 видимых символов ASCII",
        "1 to 255 visible ASCII characters are expected"
    );
    public static readonly Rule UnknownPrecondition = new(
        "unknown-precondition",
        "операция не проверяет это условие: уберите заголовок",
        "the operation does not check this precondition: leave the header out"
    );
    public static readonly Rule ExactlyOne = new("exactly-one", "укажите ровно одно из: {0}", "give exactly one of: {0}")
    {
        NamesMembers = true,
    };
    public static readonly Rule TogetherOnly = new("together-only", "указывается только вместе с: {0}", "goes only together with: {0}")
    {
        NamesMembers = true,
    };
    public static readonly Rule NotWith = new("not-with", "не указывается при {0}", "must be absent with {0}") { NamesMembers = true };
    public static readonly Rule OneMain = new(
        "one-main",
        "основное место работы в одно время может быть только одно",
        "only one employment is the main one at a time"
    );
    public static readonly Rule TooYoung = new(
        "too-young",
        "раньше года, в котором исполняется 14 лет",
        "before the year of the 14th birthday"
    );
    public static readonly Rule Mask = new(
        "mask",
        "*** заменяет удалённое имя и не может быть именем",
        "*** replaces a removed name and can't be a name"
    );
    public static readonly Rule Hidden = new(
        "hidden-member",
        "поле скрыто от клиента: менять его можно только с правом educators:personal-data",
        "the member is hidden from the client: changing it needs the scope educators:personal-data"
    );
    public static readonly Rule UnknownWorkplace = new(
        "unknown-workplace",
        "нет такой организации в этом регионе",
        "there is no such organisation in this region"
    );
    public static readonly Rule BeforeFounding = new(
        "before-founding",
        "раньше основания организации",
        "before the organisation was founded"
    );
    public static readonly Rule AfterClosing = new("after-closing", "позже закрытия организации", "after the organisation was closed");
    public static readonly Rule ExpiresOn = new(
        "category-term",
        "срок указывается только для категорий, присвоенных до 01.09.2023, и для них обязателен",
        "the term is given for categories granted before 2023-09-01 and only for them"
    );
    public static readonly Rule ScaleStart = new(
        "scale-start",
        "первый уровень начинается с 0 процентов",
        "the first level starts at 0 percent"
    );
    public static readonly Rule PointsStart = new(
        "points-start",
        "первый уровень начинается с 0 баллов",
        "the first level starts at 0 points"
    );
    public static readonly Rule ForeignIndicator = new(
        "foreign-indicator",
        "в методике нет показателя {0}",
        "the framework has no indicator {0}"
    );
    public static readonly Rule MissingAnswer = new("missing-answer", "нет ответа на показатель {0}", "the indicator {0} is not answered");
    public static readonly Rule NotADeficit = new(
        "not-a-deficit",
        "по показателю {0} самодиагностика не выявила дефицита",
        "the self-assessment found no deficit in the indicator {0}"
    );
    public static readonly Rule ScaleOrder = new(
        "scale-order",
        "нижняя граница должна быть больше, чем у предыдущего уровня",
        "the cut-off must be above that of the previous level"
    );
    public static readonly Rule ScaleThreshold = new(
        "scale-threshold",
        "порог дефицита отмечен ровно у одного уровня, и не у низшего",
        "exactly one level has the deficit threshold, and not the lowest"
    );
    public static readonly Rule TwoDigits = new("two-digits", "не больше двух знаков после запятой", "at most two decimals");
    public static readonly Rule ForeignCompetence = new(
        "foreign-competence",
        "инструмент не измеряет {0}",
        "the instrument does not measure {0}"
    );
    public static readonly Rule MissingCompetence = new("missing-competence", "нет балла за {0}", "the score for {0} is missing");
    public static readonly Rule OverMaximum = new("over-maximum", "балл за {0} не больше {1}", "the score for {0} is at most {1}");
    public static readonly Rule ClosedEdition = new(
        "closed-edition",
        "редакция инструмента в этот день не действует",
        "the instrument's edition is not in use on this day"
    );
    public static readonly Rule StepLost = new(
        "step-lost",
        "шаг {0} уже представляли на проверку: он остаётся в маршруте",
        "step {0} was submitted: it stays in the trajectory"
    );
    public static readonly Rule StepOpen = new(
        "step-open",
        "шаг {0} не принят и не снят: {1}",
        "step {0} is neither accepted nor waived: {1}"
    );
    public static readonly Rule NotComparable = new(
        "not-comparable",
        "нужна повторная диагностика того же педагога тем же инструментом, не раньше исходной",
        "a repeated diagnostic of the same educator by the same instrument is needed, not before the first"
    );
    public static readonly Rule OwnRegion = new("own-region", "регион самой записи не указывают", "the record's own region is not stated");
    public static readonly Rule SamePerson = new(
        "same-person",
        "наставник и наставляемый должны быть разными людьми",
        "mentor and mentee are different people"
    );
    public static readonly Rule WithoutBasis = new(
        "without-basis",
        "маршрут не опирается на диагностику (diagnosticId): сравнивать не с чем",
        "the trajectory has no diagnostic (diagnosticId): there is nothing to compare with"
    );
    public static readonly Rule Contradicts = new(
        "contradicts-trajectory",
        "противоречит маршруту, который опирается на диагностику или ею завершён",
        "contradicts a trajectory that is based on the diagnostic or completed by it"
    );
    public static readonly Rule AboveBest = new(
        "above-best",
        "отметка должна быть не выше наибольшей",
        "the mark must not exceed the maximum"
    );
    public static readonly Rule KeyNeeded = new(
        "key-needed",
        "по строке нельзя определить запись: нужен sourceId или полный естественный ключ",
        "the row does not identify a record: sourceId or the whole natural key is needed"
    );
    public static readonly Rule OtherKey = new(
        "other-key",
        "у этой записи уже есть другой sourceId",
        "this record has another sourceId already"
    );
    public static readonly Rule UnknownSource = new(
        "unknown-source",
        "нет записи {0} с таким sourceId в этом регионе",
        "the region has no record of {0} with this sourceId"
    );
    public static readonly Rule UnknownPerson = new(
        "unknown-person",
        "такого педагога в регионе нет: внесите его или добавьте createEducators=true",
        "the region has no such educator: create the record or add createEducators=true"
    );
    public static readonly Rule AmbiguousPerson = new(
        "ambiguous-person",
        "под это описание подходит несколько педагогов: укажите СНИЛС",
        "several educators match: give the СНИЛС"
    );
    public static readonly Rule OtherPerson = new(
        "other-person",
        "за этим значением уже записан другой человек ({0}): проверьте значение и данные человека",
        "this value belongs to another person already ({0}): check the value and the person's data"
    );
    public static readonly Rule MixedAlphabets = new(
        "mixed-alphabets",
        "в одном слове буквы двух алфавитов: наберите слово заново",
        "one word has letters of two alphabets: type the word again"
    );
    public static readonly Rule NotAName = new(
        "not-a-name",
        "в имени допустимы только буквы, пробел, дефис, апостроф, точка и скобки",
        "a name has letters, spaces, hyphens, apostrophes, full stops and parentheses only"
    );
    public static readonly Rule UnnamedPerson = new(
        "unnamed-person",
        "нужен СНИЛС или фамилия, имя и дата рождения",
        "СНИЛС or last name, first name and date of birth are needed"
    );
    public static readonly Rule WrongDigest = new(
        "wrong-digest",
        "тело запроса не совпадает с контрольной суммой: оно повреждено при передаче",
        "the body does not match its digest: it was damaged in transit"
    );
    public static readonly Rule NotUtf8 = new("not-utf-8", "строка не в UTF-8", "the row is not UTF-8");
    public static readonly Rule PersonHidden = new(
        "hidden-person",
        "искать педагога по СНИЛС или имени можно только с правом educators:personal-data: укажите educatorId",
        "finding an educator by СНИЛС or names needs the scope educators:personal-data: give educatorId"
    );
    public static readonly Rule MalformedRow = new(
        "malformed-row",
        "строка не JSON-объект (ошибка у байта {0}) или вложена глубже 16 уровней",
        "the row is not a JSON object (error at byte {0}) or is nested deeper than 16 levels"
    );
    public static readonly Rule OtherRegion = new("other-region", "импорт относится к другому региону", "the import is for another region");
    public static readonly Rule ConsentMember = new(
        "consent-only",
        "указывается только для согласия (consent) и для него обязательно",
        "required for consent and only for it"
    );
    public static readonly Rule Formula = new(
        "formula",
        "в ячейке формула: вставьте вместо неё значение (Специальная вставка, Значения)",
        "the cell holds a formula: put its value instead (Paste Special, Values)"
    );
    public static readonly Rule CellError = new(
        "cell-error",
        "в ячейке ошибка вычисления (#Н/Д, #ССЫЛКА!, #### и подобные): впишите значение или очистите ячейку",
        "the cell holds an error (#N/A, #REF!, #### and the like): enter a value or clear the cell"
    );
    public static readonly Rule DateInText = new(
        "date-in-text",
        "в ячейке дата, а нужен текст: задайте ячейке текстовый формат и введите значение заново",
        "the cell holds a date where a text belongs: format the cell as text and enter the value again"
    );
    public static readonly Rule TimeInDate = new(
        "time-in-date",
        "в ячейке дата и время {0}: часовой пояс мог сдвинуть день, оставьте в ячейке одну дату, например 30.05.2024",
        "the cell holds a date and the time {0}: a time zone may have moved the day, leave the date alone, such as 2024-05-30"
    );
    public static readonly Rule MonthFirst = new(
        "month-first",
        "в столбце есть даты, где месяц стоит раньше дня: запишите все его даты в виде 30.05.2024",
        "the column has dates with the month before the day: write all of its dates as 30.05.2024"
    );
    public static readonly Rule LostDigits = new(
        "lost-digits",
        "Excel сократил число и потерял его последние цифры: задайте столбцу текстовый формат и введите значение заново",
        "Excel has shortened the number and lost its last digits: format the column as text and enter the value again"
    );
    public static readonly Rule NoHeader = new(
        "no-header",
        "в столбце {0} есть значение без заголовка: назовите столбец или очистите ячейку",
        "column {0} holds a value without a header: name the column or clear the cell"
    );
    public static readonly Rule StrayQuote = new(
        "stray-quote",
        "кавычки внутри ячейки должны быть удвоены, а вся ячейка взята в кавычки",
        "quotes inside of a cell must be doubled, and the whole cell put in quotes"
    );
    public static readonly Rule KeyGone = new("key-gone", "нет прежнего ключа {0}", "the key {0} that was there is missing");
    public static readonly Rule NotInvited = new("not-invited", "регион не приглашён", "the region is not invited");
    public static readonly Rule ContestNotOpen = new("contest-not-open", "приём заявок не идёт", "applications are not taken");
    public static readonly Rule BeforeWindow = new("before-window", "срок начинается {0}", "the time begins on {0}");
    public static readonly Rule AfterWindow = new("after-window", "срок закончился {0}", "the time ended on {0}");
    public static readonly Rule TeamSize = new("team-size", "участников должно быть от {0} до {1}", "from {0} to {1} people are expected");
    public static readonly Rule TeamRoles = new(
        "team-roles",
        "участников с ролью {0} должно быть от {1} до {2}",
        "from {1} to {2} people with the role {0} are expected"
    );
    public static readonly Rule Age = new("age", "возраст на {0} — от {1} до {2} лет", "the age on {0} is from {1} to {2} years");
    public static readonly Rule EnteredAlready = new(
        "entered-already",
        "участник уже заявлен на это направление",
        "the person has applied for this track already"
    );
    public static readonly Rule NotInStage = new(
        "not-in-stage",
        "заявка не участвует в этом этапе",
        "the application does not take part in this stage"
    );
    public static readonly Rule WorseThanMinimum = new(
        "worse-than-minimum",
        "значение региона должно быть не хуже минимального",
        "the region's own value must be no worse than the minimum"
    );
    public static readonly Rule StageCriteria = new(
        "stage-criteria",
        "ожидаются баллы по критериям этапа: {0}",
        "scores by the criteria of the stage are expected: {0}"
    );
    public static readonly Rule TaskPoints = new(
        "task-points",
        "балл складывается из выполненных заданий: {0}",
        "the score is the sum of the tasks that are done: {0}"
    );
}
