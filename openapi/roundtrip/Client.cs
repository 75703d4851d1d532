using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Efs.Client;

/// <summary>The three lines that a generated client needs from its user: absent members are not sent, lists of enumerations are names, a token goes along.</summary>
public partial class EfsClient
{
    public string? Token { get; set; }

    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings)
    {
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        settings.Converters.Add(new JsonStringEnumConverter());
    }

    partial void PrepareRequest(HttpClient client, HttpRequestMessage request, string url) =>
        request.Headers.Authorization = Token is null ? null : new AuthenticationHeaderValue("Bearer", Token);
}
