using System.Text.Json;
using System.Text.Json.Serialization;

namespace Efs.Client;

/// <summary>The service: an operation of the contract is a method of the generated part, the rest makes them comfortable.</summary>
public partial class EfsClient
{
    /// <summary>How documents are written: absent members are left out, enumerations are their names in the contract.</summary>
    public static JsonSerializerOptions JsonOptions => _settings.Value;

    /// <summary>
    /// Connects to the service as a client; the first request asks for a token. One instance is meant for the whole life of a program
    /// and may be used concurrently.
    /// </summary>
    /// <param name="address">Address of the service, such as <c>https://efs.example</c>.</param>
    /// <param name="clientId">Id of the client.</param>
    /// <param name="clientSecret">An active secret of the client.</param>
    /// <param name="transport">What sends the requests: for a proxy or a test.</param>
    public static EfsClient Connect(Uri address, string clientId, string clientSecret, HttpMessageHandler? transport = null)
    {
        transport ??= new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        var retries = new RetryHandler { InnerHandler = transport };
        var tokens = new TokenHandler(new Uri(address, "/oauth/token"), clientId, clientSecret) { InnerHandler = retries };
        return new(new HttpClient(tokens) { Timeout = TimeSpan.FromMinutes(10) }) { BaseUrl = address.ToString() };
    }

    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings)
    {
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        settings.Converters.Add(new JsonStringEnumConverter());
    }
}
