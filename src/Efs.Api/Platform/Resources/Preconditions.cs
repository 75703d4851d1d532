using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Npgsql;

namespace Efs.Api.Platform.Resources;

/// <summary>Checks the If-Match and If-None-Match headers of a request that changes a record.</summary>
internal static class Preconditions
{
    public static async Task<TRecord> GetForUpdate<TFields, TRecord>(
        this IRegistry<TFields, TRecord> registry,
        Guid id,
        string? ifMatch,
        CancellationToken cancellationToken
    )
        where TRecord : class, TFields, IRecord
    {
        var current = await registry.GetForUpdate(id, cancellationToken);
        EnsureVersion(ifMatch, current?.Version ?? 0);
        registry.NotePush(current!.RegionCode);
        return current;
    }

    /// <param name="ifMatch">The header, or null if there is none.</param>
    /// <param name="version">The current version; 0 if there is no record.</param>
    public static void EnsureVersion(string? ifMatch, int version)
    {
        if (version == 0)
            throw CommonErrors.NotFound.ToException();
        if (ifMatch is null)
            throw CommonErrors.NeedsVersion.ToException();
        if (!EntityTags.Matches(ifMatch, EntityTag.Of(version)))
            throw Failed(CommonErrors.Stale, version);
    }

    /// <summary>Checks the optional headers of an upsert.</summary>
    /// <param name="ifMatch">The header, or null if there is none.</param>
    /// <param name="ifNoneMatch">The header, or null if there is none.</param>
    /// <param name="version">The current version; 0 if there is no record.</param>
    public static void EnsureUpsert(string? ifMatch, string? ifNoneMatch, int version)
    {
        if (version == 0)
        {
            if (ifMatch is not null)
                throw CommonErrors.Absent.ToException();
            return;
        }
        if (ifMatch is not null && !EntityTags.Matches(ifMatch, EntityTag.Of(version)))
            throw Failed(CommonErrors.Stale, version);
        if (ifNoneMatch is not null && EntityTags.Matches(ifNoneMatch, EntityTag.Of(version)))
            throw Failed(CommonErrors.Exists, version);
    }

    private static ProblemException Failed(Error error, int version)
    {
        var failed = error.ToException();
        failed.Headers["ETag"] = EntityTag.Of(version);
        return failed;
    }

    public static TFields InRegionOf<TFields>(this TFields fields, IRecord current)
        where TFields : RegistryFields =>
        fields.RegionCode == current.RegionCode ? fields : throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/regionCode")]);
}
