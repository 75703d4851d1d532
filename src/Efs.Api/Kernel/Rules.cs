namespace Efs.Api.Kernel;

/// <summary>Every kind of fault that a member or a parameter can have.</summary>
public static class Rules
{
    public static readonly Rule Unknown = new("unknown-member", "такого поля нет; допустимы: {0}", "there is no such member; known are: {0}");
    public static readonly Rule UnknownParameter = new("unknown-parameter", "такого параметра нет; допустимы: {0}", "there is no such parameter; known are: {0}");
    public static readonly Rule Duplicate = new("duplicate-member", "поле указано дважды", "the member stands twice");
    public static readonly Rule DuplicateParameter = new("duplicate-parameter", "параметр указан дважды", "the parameter stands twice");
    public static readonly Rule Required = new("required", "обязательное поле", "is required");
    public static readonly Rule WrongType = new("wrong-type", "ожидается {0}", "{0} is expected");
    public static readonly Rule UnstorableText = new("unstorable-text", "текст содержит U+0000 или половину суррогатной пары", "the text holds U+0000 or half of a surrogate pair");
    public static readonly Rule Blank = new("blank", "не должно быть пустым; отсутствующее не указывают", "must not be blank; leave out what is absent");
    public static readonly Rule TooLong = new("too-long", "не длиннее {0} символов", "at most {0} characters");
    public static readonly Rule TooMany = new("too-many", "не больше {0} элементов", "at most {0} items");
    public static readonly Rule Repeated = new("repeated-item", "элементы не должны повторяться", "the items must differ");
    public static readonly Rule OutOfRange = new("out-of-range", "от {0} до {1}", "from {0} to {1}");
    public static readonly Rule NotOneOf = new("not-one-of", "одно из: {0}", "one of: {0}");
    public static readonly Rule UnknownCode = new("unknown-code", "нет такого кода в справочнике {0}", "no such code in the dictionary {0}");
    public static readonly Rule ClosedCode = new("closed-code", "код справочника {0} на эту дату не действует", "the code of the dictionary {0} is not in force on this date");
    public static readonly Rule UnknownRegion = new("unknown-region", "нет региона с таким кодом ФНС", "no region has this code");
    public static readonly Rule Format = new("wrong-format", "ожидается значение вида {0}", "the form {0} is expected");
    public static readonly Rule SnilsChecksum = new("snils-checksum", "контрольное число СНИЛС не сходится", "the check number of the СНИЛС does not match");
    public static readonly Rule SourceIdIsSnils = new("source-id-snils", "СНИЛС не может быть ключом записи: ключ стоит в адресах", "a СНИЛС can't be a record's key: keys stand in URLs");
    public static readonly Rule InnChecksum = new("inn-checksum", "контрольное число ИНН не сходится", "the check digits of the ИНН do not match");
    public static readonly Rule OgrnChecksum = new("ogrn-checksum", "контрольное число ОГРН не сходится", "the check digit of the ОГРН does not match");
    public static readonly Rule OktmoRegion = new("oktmo-region", "код ОКТМО лежит в другом регионе", "the ОКТМО code lies in another region");
    public static readonly Rule NotBefore = new("date-order", "не раньше, чем {0}", "not before {0}");
    public static readonly Rule InFuture = new("in-future", "дата ещё не наступила", "the date is in the future");
    public static readonly Rule DiffersFromPath = new("differs-from-path", "должно совпадать с адресом запроса", "must equal what the path says");
    public static readonly Rule Immutable = new("immutable", "не меняется после создания", "can't be changed once created");
    public static readonly Rule WrongCursor = new("wrong-cursor", "курсор от другого запроса или испорчен: начните со списка без cursor", "the cursor belongs to another request or is damaged: start without one");
    public static readonly Rule WrongSort = new("wrong-sort", "сортировка возможна по: {0}; обратная со знаком «-»; без повторов", "sorting is by: {0}; descending with «-»; none twice");
    public static readonly Rule WrongKey = new("wrong-key", "ожидается от 1 до 255 видимых символов ASCII", "1 to 255 visible ASCII characters are expected");
    public static readonly Rule ExactlyOne = new("exactly-one", "укажите ровно одно из: {0}", "give exactly one of: {0}");
    public static readonly Rule TogetherOnly = new("together-only", "указывается только вместе с: {0}", "goes only together with: {0}");
    public static readonly Rule NotWith = new("not-with", "не указывается при {0}", "must be absent with {0}");
    public static readonly Rule OneMain = new("one-main", "в одно время основное место работы только одно", "only one employment is the main one at a time");
    public static readonly Rule TooYoung = new("too-young", "раньше года, в котором исполняется 14 лет", "before the year of the 14th birthday");
    public static readonly Rule Mask = new("mask", "*** стоит на месте удалённого имени и не имя", "*** stands in the place of a removed name and is none");
    public static readonly Rule Hidden = new("hidden-member", "поле скрыто от клиента: менять его можно только с правом educators:personal-data", "the member is hidden from the client: changing it needs the scope educators:personal-data");
    public static readonly Rule UnknownWorkplace = new("unknown-workplace", "нет такой организации в этом регионе", "there is no such organisation in this region");
    public static readonly Rule BeforeFounding = new("before-founding", "раньше основания организации", "before the organisation was founded");
    public static readonly Rule AfterClosing = new("after-closing", "позже закрытия организации", "after the organisation was closed");
    public static readonly Rule ExpiresOn = new("category-term", "срок указывается у категорий, присвоенных до 2023-09-01, и только у них", "the term is given for categories granted before 2023-09-01 and only for them");
    public static readonly Rule ConsentMember = new("consent-only", "указывается только для согласия (consent) и для него обязательно", "given for consent and only for it");
}
