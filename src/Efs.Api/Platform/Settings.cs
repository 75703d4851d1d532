using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Efs.Api.Platform;

/// <summary>The program cannot do what it was started for, and its operator can correct that. The message says how.</summary>
public abstract class OperatorException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A setting is wrong, so the service does not start. The message names it and says what is right.</summary>
public sealed class SettingsException(string message) : OperatorException(message);

/// <summary>All settings of the service, read once at start. docs/operations.md lists them.</summary>
internal sealed class Settings
{
    private static readonly HashSet<string> known =
    [
        "EFS_DATABASE",
        "EFS_DATABASE_OWNER",
        "EFS_DATABASE_TIMEOUT_MS",
        "EFS_MASTER_KEY",
        "EFS_MASTER_KEY_PREVIOUS",
        "EFS_URLS",
        "EFS_POOL",
        "EFS_QUERY_SECONDS",
        "EFS_MAX_BODY",
        "EFS_MAX_UPLOAD",
        "EFS_IMPORTS_DAYS",
        "EFS_DRAIN_SECONDS",
        "EFS_RATE",
        "EFS_RATE_BURST",
        "EFS_CONCURRENCY",
        "EFS_CONNECTIONS",
        "EFS_TOKEN_MINUTES",
        "EFS_CHANGES_DAYS",
        "EFS_AUDIT_YEARS",
        "EFS_WEBHOOK_HOSTS",
        "EFS_ISSUER",
        "EFS_AUTHORITY",
        "EFS_AUDIENCE",
        "EFS_DASHBOARD_CLIENT",
        "EFS_CORS",
        "EFS_PROXIES",
        "EFS_OTLP",
        "EFS_ANALYTICS",
        "EFS_ANALYTICS_FOLDER",
        "EFS_ANALYTICS_MEMORY",
        "EFS_ANALYTICS_THREADS",
    ];

    private static readonly HashSet<string> secret =
    [
        "EFS_DATABASE",
        "EFS_DATABASE_OWNER",
        "EFS_MASTER_KEY",
        "EFS_MASTER_KEY_PREVIOUS",
        "EFS_OTLP",
    ];

    private readonly IConfiguration configuration;

    public Settings(IConfiguration configuration)
    {
        this.configuration = configuration;
        foreach (var (name, _) in configuration.AsEnumerable())
            if (name.StartsWith("EFS_", StringComparison.Ordinal) && !known.Contains(name))
                throw new SettingsException(
                    $"{name} is not a setting; the settings are: {string.Join(", ", known.Order(StringComparer.Ordinal))}"
                );

        Database = Connection("EFS_DATABASE", Text("EFS_DATABASE") ?? throw NoDatabase());
        Owner = Text("EFS_DATABASE_OWNER") is { } owner ? Connection("EFS_DATABASE_OWNER", owner) : Database;
        DatabaseTimeout = TimeSpan.FromMilliseconds(Number("EFS_DATABASE_TIMEOUT_MS", 1400, 500, 60_000));
        PreviousMasterKey = Key("EFS_MASTER_KEY_PREVIOUS");
        if (PreviousMasterKey is not null && Text("EFS_MASTER_KEY_PREVIOUS") == Text("EFS_MASTER_KEY"))
            throw Wrong("EFS_MASTER_KEY_PREVIOUS", "another key than EFS_MASTER_KEY");
        MasterKey = Key("EFS_MASTER_KEY") ?? throw NoMasterKey();
        Urls = Addresses("EFS_URLS") ?? "http://localhost:8080";
        Pool = Number("EFS_POOL", 40, 2, 1000);
        QuerySeconds = Number("EFS_QUERY_SECONDS", 10, 1, 600);
        MaxBody = Number("EFS_MAX_BODY", 1 << 20, 1 << 10, 1 << 30);
        MaxUpload = Number("EFS_MAX_UPLOAD", 1 << 30, 1 << 20, int.MaxValue);
        DrainSeconds = Number("EFS_DRAIN_SECONDS", 5, 0, 300);
        Rate = Number("EFS_RATE", 200, 1, 1_000_000);
        RateBurst = Number("EFS_RATE_BURST", 400, 1, 1_000_000);
        Concurrency = Number("EFS_CONCURRENCY", 8, 1, 10_000);
        Connections = Number("EFS_CONNECTIONS", 8000, 8, 1_000_000);
        TokenMinutes = Number("EFS_TOKEN_MINUTES", 60, 1, 1440);
        ImportsDays = Number("EFS_IMPORTS_DAYS", 30, 1, 3650);
        ChangesDays = Number("EFS_CHANGES_DAYS", 90, 1, 3650);
        AuditYears = Text("EFS_AUDIT_YEARS") is null ? null : Number("EFS_AUDIT_YEARS", 0, 1, 100);
        WebhookHosts =
            Text("EFS_WEBHOOK_HOSTS")
                ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .ToHashSet(StringComparer.OrdinalIgnoreCase)
            ?? [];
        if (!WebhookHosts.All(host => Uri.CheckHostName(host) != UriHostNameType.Unknown))
            throw Wrong("EFS_WEBHOOK_HOSTS", "names of hosts separated by commas, without a scheme or a port, as in receiver.example.ru");
        Issuer = Text("EFS_ISSUER") ?? "efs-api";
        Authority = Address("EFS_AUTHORITY");
        if (Authority is { IsLoopback: false, Scheme: "http" })
            throw Wrong("EFS_AUTHORITY", "an https address: the keys that verify tokens come from there");
        Audience = Text("EFS_AUDIENCE") ?? "efs-api";
        DashboardClient = Text("EFS_DASHBOARD_CLIENT");
        if (DashboardClient is not null && Authority is null)
            throw Wrong("EFS_DASHBOARD_CLIENT", "set together with EFS_AUTHORITY, the issuer that knows the client");
        Cors = Text("EFS_CORS")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (!Cors.All(IsOrigin))
            throw Wrong("EFS_CORS", "origins separated by commas, without a path, as in https://cabinet.example.ru");
        Proxies = Networks("EFS_PROXIES");
        Otlp = Address("EFS_OTLP");
        HasAnalytics = (Text("EFS_ANALYTICS") ?? "on") switch
        {
            "on" => true,
            "off" => false,
            _ => throw Wrong("EFS_ANALYTICS", "on or off"),
        };
        AnalyticsFolder = Text("EFS_ANALYTICS_FOLDER");
        AnalyticsMemory = Number("EFS_ANALYTICS_MEMORY", 256, 64, 65_536);
        AnalyticsThreads = Number("EFS_ANALYTICS_THREADS", Math.Max(1, Environment.ProcessorCount / 2), 1, 256);
    }

    /// <summary>The settings that were given, by name; without a value when it is or may hold a secret.</summary>
    public IEnumerable<(string Name, string? Value)> Given =>
        from name in known.Order(StringComparer.Ordinal)
        let value = Text(name)
        where value is not null
        select (name, secret.Contains(name) ? null : value);

    /// <summary>How the service connects.</summary>
    public NpgsqlConnectionStringBuilder Database { get; }

    /// <summary>How migrations connect: as the role that owns the schema.</summary>
    public NpgsqlConnectionStringBuilder Owner { get; }

    /// <summary>How long the database may be silent before requests are rejected.</summary>
    public TimeSpan DatabaseTimeout { get; }
    public byte[] MasterKey { get; }
    public byte[]? PreviousMasterKey { get; }
    public string Urls { get; }
    public int Pool { get; }
    public int QuerySeconds { get; }
    public int MaxBody { get; }
    public int MaxUpload { get; }
    public int DrainSeconds { get; }
    public int Rate { get; }
    public int RateBurst { get; }

    /// <summary>Permits that the requests of a client which are under way have together.</summary>
    public int Concurrency { get; }
    public int Connections { get; }
    public int TokenMinutes { get; }
    public int ChangesDays { get; }
    public int ImportsDays { get; }
    public int? AuditYears { get; }
    public IReadOnlySet<string> WebhookHosts { get; }
    public string Issuer { get; }
    public Uri? Authority { get; }
    public string Audience { get; }

    /// <summary>The public client of the outside issuer by which people sign in to the dashboard.</summary>
    public string? DashboardClient { get; }
    public IReadOnlyList<string> Cors { get; }
    public IReadOnlyList<IPNetwork> Proxies { get; }
    public Uri? Otlp { get; }

    /// <summary>Whether this instance has a statistics store.</summary>
    public bool HasAnalytics { get; }

    /// <summary>The folder of the statistics store; without one it is kept until the service stops.</summary>
    public string? AnalyticsFolder { get; }

    /// <summary>Its memory in megabytes.</summary>
    public int AnalyticsMemory { get; }
    public int AnalyticsThreads { get; }

    public bool IsProxy(IPAddress address) =>
        Proxies.Any(p => p.Contains(address) || (address.IsIPv4MappedToIPv6 && p.Contains(address.MapToIPv4())));

    private string? Text(string name) => configuration[name] is { Length: > 0 } value ? value : null;

    private int Number(string name, int otherwise, int min, int max) =>
        Text(name) is not { } text ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? value
        : throw Wrong(name, $"a whole number from {min} to {max}");

    private byte[]? Key(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var key = new byte[32];
        return Convert.TryFromBase64String(text, key, out var length) && length == 32
            ? key
            : throw Wrong(name, "32 bytes in base64; «openssl rand -base64 32» makes one");
    }

    private string? Addresses(string name)
    {
        if (Text(name) is not { } text)
            return null;
        try
        {
            return text.Split(';', StringSplitOptions.TrimEntries)
                .Select(BindingAddress.Parse)
                .All(a => a is { Scheme: "http" or "https", Port: >= 0 and <= 65535, PathBase: "" })
                ? text
                : throw new FormatException();
        }
        catch (FormatException)
        {
            throw Wrong(name, "http or https addresses to listen on, separated by semicolons, as in http://*:8080");
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin)
        && origin.Scheme is "http" or "https"
        && origin.GetLeftPart(UriPartial.Authority) == text;

    private IPNetwork[] Networks(string name) =>
        [
            .. (Text(name) ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(text =>
                    IPNetwork.TryParse(text, out var network) ? network
                    : IPAddress.TryParse(text, out var address)
                        ? new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
                    : throw Wrong(name, "addresses or networks separated by commas, as in 10.0.0.5, 10.1.0.0/16")
                ),
        ];

    private Uri? Address(string name) =>
        Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw Wrong(name, "an http or https address");

    private static NpgsqlConnectionStringBuilder Connection(string name, string text)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            return connection is { Host.Length: > 0, Database.Length: > 0 } ? connection : throw new ArgumentException(name);
        }
        catch (ArgumentException)
        {
            throw Wrong(name, "an Npgsql connection string, as in Host=db;Username=efs;Password=…;Database=efs");
        }
    }

    private static SettingsException NoDatabase() =>
        new(
            "EFS_DATABASE is not set: it must be an Npgsql connection string, as in Host=db;Username=efs;Password=…;Database=efs. "
                + "On a development machine, ./run.sh starts the service with a private PostgreSQL"
        );

    private static SettingsException NoMasterKey() =>
        new(
            "EFS_MASTER_KEY is not set. It encrypts personal data and is never stored in the database. "
                + "Make one with «openssl rand -base64 32», keep it safe, and give it to every instance"
        );

    private static SettingsException Wrong(string name, string right) => new($"{name} is wrong: it must be {right}");
}
