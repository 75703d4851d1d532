using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>Files into the register: NDJSON, CSV and XLSX, each row judged like a single write.</summary>
[DefinesScope(71, "exchange:write", "Import files into the resources that one may write, subscribe to changes")]
internal static class Imports
{
    public static void Add(IServiceCollection services)
    {
        DapperTypeHandlers.RegisterList<StoredError>();
        DapperTypeHandlers.RegisterDocument<StoredError>();
        services.AddSingleton<IRetentionRule, ImportRetention>().AddHostedService<ImportWorker>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports");
        imports.Post<StartImport, Import>("", SuccessStatus.Accepted);
        imports.List<ListImports, Import>("");
        imports.Get<GetImport, Import>("/{id}");
        imports.List<ListImportRows, ImportRow>("/{id}/rows");
        imports.Delete<CancelImport>("/{id}");
    }
}
