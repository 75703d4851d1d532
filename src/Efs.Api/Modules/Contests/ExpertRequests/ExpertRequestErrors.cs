using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

internal static class ExpertRequestErrors
{
    public static readonly Error DuplicateSourceId = new(
        "expert-requests.duplicate-source-id",
        409,
        "Запрос с таким sourceId в регионе уже есть",
        "The region already has a request with this sourceId",
        "/sourceId",
        "expert_request_source_id_key"
    );
    public static readonly Error Closed = new(
        "expert-requests.closed",
        422,
        "Запрос закрыт или отозван и больше не меняется",
        "The request is closed or withdrawn and can't be changed"
    );
    public static readonly Error ForbiddenMove = new(
        "expert-requests.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
    public static readonly Error UnknownCommunity = new(
        "expert-requests.unknown-community",
        422,
        "Сообщества, доступного этому региону, с таким идентификатором нет",
        "There is no such community that this region may read",
        "/communityId",
        "expert_request_community_id_fkey"
    );
    public static readonly Error UnknownMember = new(
        "expert-requests.unknown-member",
        422,
        "Такого участника в сообществе нет",
        "The community has no such member",
        "/memberId"
    );
}
