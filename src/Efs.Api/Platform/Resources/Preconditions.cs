using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Npgsql;

namespace Efs.Api.Platform.Resources;

/// <summary>Checks the If-Match header of a request that changes a record.</summary>
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
        return current!;
    }

    /// <param name="ifMatch">The header, or null if there is none.</param>
    /// <param name="version">The current version; 0 if there is no record.</param>
    public static void EnsureVersion(string? ifMatch, int version)
    {
        if (version == 0)
            throw CommonErrors.NotFound.ToException();
        if (ifMatch is null)
            throw CommonErrors.NeedsVersion.ToException();
        if (EntityTags.Matches(ifMatch, EntityTag.Of(version)))
            return;
        var stale = CommonErrors.Stale.ToException();
        stale.Headers["ETag"] = EntityTag.Of(version);
        throw stale;
    }

    public static TFields InRegionOf<TFields>(this TFields fields, IRecord current)
        where TFields : RegistryFields =>
        fields.RegionCode == current.RegionCode ? fields : throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/regionCode")]);
}
