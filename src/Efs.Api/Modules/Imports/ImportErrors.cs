using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

internal static class ImportErrors
{
    public static readonly Error TooManyImports = new(
        "imports.too-many",
        429,
        "Слишком много импортов клиента ещё не закончено: дождитесь их",
        "Too many imports of the client are unfinished: wait for them"
    );
    public static readonly Error NotClosable = new(
        "imports.not-closable",
        422,
        "Такие записи не закрываются: для них возможен только mode=merge",
        "Such records are not closed: only mode=merge is possible for them"
    );
    public static readonly Error NoScope = new(
        "imports.no-scope",
        403,
        "У клиента нет права на этот ресурс",
        "The client lacks the right to this resource"
    );
    public static readonly Error Over = new("imports.over", 422, "Импорт уже закончен", "The import is over already");
    public static readonly Error MuchIsAbsent = new(
        "imports.much-is-absent",
        422,
        "В файле отсутствует более десятой части действующих записей региона, поэтому ничего не закрыто. Если это верно, отправьте "
            + "файл ещё раз с числом закрываемых записей",
        "The file leaves out more than a tenth of the region's open records, and nothing was closed. If that is right, send the file "
            + "again with the number of records to close"
    );
    public static readonly Error UnknownRows = new(
        "imports.unknown-rows",
        422,
        "Есть отклонённые строки, по которым не узнать запись, и ничего не закрыто: исправьте их и отправьте файл ещё раз",
        "Some rejected rows do not say which record they are, and nothing was closed: mend them and send the file again"
    );
    public static readonly Error TooManyAtomicRows = new(
        "imports.too-many-at-once",
        422,
        "Одним целым записываются не больше 500 таких записей или их участников, и ничего не записано: "
            + "разделите файл или отправьте без atomic",
        "At most 500 such records, or people in them, are written as a whole, and nothing was written: "
            + "split the file, or send it without atomic"
    );
    public static readonly Error Stuck = new(
        "imports.stuck",
        422,
        "Импорт начинали двадцать раз, но он не продвигался и остановлен",
        "The import was begun twenty times, got no further and was stopped"
    );
    public static readonly Error TooManyRows = new(
        "imports.too-many-rows",
        422,
        "В файле больше двух миллионов строк: разделите его",
        "The file has more than two million rows: divide it"
    );
    public static readonly Error Lost = new(
        "imports.lost",
        422,
        "Файл больше не хранится: отправьте его ещё раз",
        "The file is no longer kept: send it again"
    );
    public static readonly Error Revoked = new(
        "imports.revoked",
        422,
        "У клиента больше нет прав на этот импорт",
        "The client has no right to this import any more"
    );
}
