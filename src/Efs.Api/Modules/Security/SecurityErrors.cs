using Efs.Api.Kernel;

namespace Efs.Api.Modules.Security;

internal static class SecurityErrors
{
    public static readonly Error DuplicateClient = new(
        "security.duplicate-client",
        409,
        "Клиент с таким id уже есть",
        "There is already a client with this id",
        "/id",
        "client_pkey"
    );
    public static readonly Error TwoSecrets = new(
        "security.two-secrets",
        409,
        "У клиента уже два действующих секрета: удалите один",
        "The client has two live secrets already: remove one"
    );
    public static readonly Error LastSecret = new(
        "security.last-secret",
        409,
        "Последний секрет удалить нельзя: отзовите клиента",
        "The last secret can't be removed: revoke the client"
    );
    public static readonly Error Yourself = new(
        "security.yourself",
        409,
        "Администратор не может отозвать себя или лишить себя security:admin",
        "An administrator can't revoke themselves or give up security:admin"
    );
    public static readonly Error LastAdministrator = new(
        "security.last-administrator",
        409,
        "Это последний администратор: сначала назначьте другого",
        "This is the last administrator: make another one first"
    );
    public static readonly Error IssuerAway = new(
        "security.issuer-away",
        503,
        "Издатель токенов недоступен, повторите позже",
        "The issuer of tokens is away, try again later"
    );
    public static readonly Error InvalidClient = new(
        "oauth.invalid-client",
        401,
        "Клиент не найден, отозван или секрет неверен",
        "The client is unknown, revoked, or its secret is wrong"
    );
    public static readonly Error UnsupportedGrant = new(
        "oauth.unsupported-grant-type",
        400,
        "Поддерживается только grant_type=client_credentials",
        "Only grant_type=client_credentials is supported"
    );
    public static readonly Error InvalidRequest = new(
        "oauth.invalid-request",
        400,
        "Нужна форма application/x-www-form-urlencoded с grant_type, client_id и client_secret",
        "A form (application/x-www-form-urlencoded) with grant_type and the client's credentials is needed"
    );
    public static readonly Error InvalidScope = new(
        "oauth.invalid-scope",
        400,
        "Запрошены права, которых у клиента нет",
        "The requested scope exceeds the client's"
    );
}
