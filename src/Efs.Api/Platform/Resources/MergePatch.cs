using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace Efs.Api.Platform.Resources;

/// <summary>JSON Merge Patch (RFC 7396): null removes a property, an object is merged, any other value replaces.</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = target is JsonObject members ? (JsonObject)members.DeepClone() : [];
        foreach (var (name, value) in changes)
            if (value is null)
                result.Remove(name);
            else
                result[name] = Apply(result[name], value);
        return result;
    }
}
