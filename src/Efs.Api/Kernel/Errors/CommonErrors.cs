namespace Efs.Api.Kernel;

/// <summary>Errors that any operation may answer.</summary>
public static class CommonErrors
{
    public static readonly Error Invalid = new("request.invalid", 400, "Запрос нарушает правила", "The request breaks its rules");
    public static readonly Error Malformed = new("request.malformed", 400, "Запрос не удалось прочитать", "The request could not be read");
    public static readonly Error Unauthenticated = new(
        "access.unauthenticated",
        401,
        "Нужен действующий токен доступа",
        "A valid access token is needed"
    );
    public static readonly Error NoScope = new(
        "access.scope",
        403,
        "У клиента нет права на эту операцию",
        "The client lacks the scope of this operation"
    );
    public static readonly Error OutOfRegion = new(
        "access.region",
        403,
        "Клиент не работает с этим регионом",
        "The client may not act in this region"
    );
    public static readonly Error NoRoute = new("request.no-route", 404, "Адрес не найден", "Address not found");
    public static readonly Error NotFound = new("registry.not-found", 404, "Запись не найдена", "Record not found");
    public static readonly Error MethodNotAllowed = new(
        "request.method",
        405,
        "Метод не поддерживается по этому адресу",
        "The method is not supported at this address"
    );
    public static readonly Error NotAcceptable = new(
        "request.not-acceptable",
        406,
        "Ответ в запрошенной форме невозможен",
        "The response is not available in the requested form"
    );
    public static readonly Error Timeout = new(
        "request.timeout",
        408,
        "Тело запроса поступало слишком долго",
        "The request body took too long to arrive"
    );
    public static readonly Error KeyInProgress = new(
        "request.key-in-progress",
        409,
        "Запрос с этим Idempotency-Key ещё выполняется",
        "The request with this Idempotency-Key is still running"
    );
    public static readonly Error InUse = new(
        "registry.in-use",
        409,
        "На запись ссылаются другие записи",
        "Other records refer to this one"
    );
    public static readonly Error Stale = new(
        "registry.stale",
        412,
        "Запись уже изменена: прочитайте её заново",
        "The record has changed since: read it again"
    );
    public static readonly Error Absent = new(
        "registry.absent",
        412,
        "Записи нет, а If-Match требует, чтобы она была",
        "There is no record, and If-Match requires one"
    );
    public static readonly Error Exists = new(
        "registry.exists",
        412,
        "Запись уже есть, а If-None-Match требует, чтобы её не было",
        "The record exists, and If-None-Match requires that it does not"
    );
    public static readonly Error TooLarge = new("request.too-large", 413, "Тело запроса слишком велико", "The request body is too large");
    public static readonly Error MediaType = new(
        "request.media-type",
        415,
        "Тело запроса должно иметь тип application/json",
        "The request body must be application/json"
    );
    public static readonly Error TooManyRows = new(
        "request.too-many-rows",
        422,
        "На лист помещается не больше 1 048 575 записей: сузьте фильтры",
        "A sheet holds at most 1,048,575 records: narrow the filters"
    );
    public static readonly Error KeyReused = new(
        "request.key-reused",
        422,
        "Этот Idempotency-Key уже использован с другим запросом",
        "This Idempotency-Key was used with another request"
    );
    public static readonly Error NeedsVersion = new(
        "registry.needs-version",
        428,
        "Нужен заголовок If-Match с версией записи",
        "An If-Match header with the record's version is needed"
    );
    public static readonly Error TooMany = new("request.too-many", 429, "Слишком много запросов", "Too many requests");
    public static readonly Error HeadersTooLarge = new(
        "request.headers-too-large",
        431,
        "Заголовки запроса слишком велики",
        "The request headers are too large"
    );
    public static readonly Error Internal = new("service.internal", 500, "Внутренняя ошибка службы", "Internal error of the service");
    public static readonly Error Unavailable = new(
        "service.unavailable",
        503,
        "База данных недоступна, повторите позже",
        "The database is unavailable, try again later"
    );
    public static readonly Error Busy = new(
        "service.busy",
        503,
        "Служба занята другими запросами к этим данным, повторите позже",
        "The service is busy with other requests for these data, try again later"
    );
    public static readonly Error TookTooLong = new(
        "service.query-time",
        503,
        "Запрос выполнялся слишком долго и остановлен",
        "The query ran too long and was stopped"
    );
    public static readonly Error OutcomeUnknown = new(
        "service.outcome-unknown",
        503,
        "Неизвестно, сохранена ли запись: повторите запрос с тем же Idempotency-Key или sourceId",
        "It is unknown whether the write was kept: repeat with the same Idempotency-Key or sourceId"
    );
}
