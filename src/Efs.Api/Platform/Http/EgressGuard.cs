using System.Net;
using System.Net.Sockets;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Sends requests to hosts that clients name (protection against SSRF). It checks the address at the time of connecting:
/// an earlier lookup of the same name may have given another address.
/// </summary>
internal sealed class EgressGuard(Settings settings) : IDisposable
{
    // Private, loopback, link-local, shared (CGNAT), multicast, documentation: IANA's special-purpose registries.
    private static readonly IPNetwork[] closed =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork global = IPNetwork.Parse("2000::/3"),
        translated = IPNetwork.Parse("64:ff9b::/96"),
        tunnelled = IPNetwork.Parse("2002::/16");

    private readonly HttpMessageInvoker http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, cancellationToken) => Connect(settings, context.DnsEndPoint, cancellationToken),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 4096,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        }
    );

    /// <summary>Sends a request, follows no redirect and reads only the status and <c>Retry-After</c>.</summary>
    /// <returns>The status, and how long the receiver asks to wait before the next request, if it says so.</returns>
    public async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(request, cancellationToken);
        var after = response.Headers.RetryAfter;
        return (response.StatusCode, after?.Delta ?? after?.Date - DateTimeOffset.UtcNow);
    }

    /// <summary>
    /// Whether a client may name this target: https, or a host that the settings allow. A literal IP address must be public.
    /// </summary>
    public bool IsAllowed(string target) =>
        Uri.TryCreate(target, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", UserInfo: "", Fragment: "" }
        && uri.IdnHost.Length > 0
        && (
            settings.WebhookHosts.Contains(uri.IdnHost)
            || (uri.Scheme == "https" && (!IPAddress.TryParse(uri.IdnHost, out var address) || IsPublic(address)))
        );

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            if (translated.Contains(address))
                return IsPublic(new IPAddress(bytes.AsSpan(12)));
            if (tunnelled.Contains(address))
                return IsPublic(new IPAddress(bytes.AsSpan(2, 4)));
            if (!global.Contains(address))
                return false;
        }
        return !closed.Any(network => network.Contains(address));
    }

    public void Dispose() => http.Dispose();

    private static async ValueTask<Stream> Connect(Settings settings, DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        if (!settings.WebhookHosts.Contains(target.Host) && !addresses.All(IsPublic))
            throw new BlockedAddressException(target.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A host that a client named has an address that is not public.</summary>
internal sealed class BlockedAddressException(string host) : IOException($"{host} has an address that is not public");
