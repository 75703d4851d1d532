using Efs.Api.Platform;

namespace Efs.Local;

/// <summary>The settings of the private PostgreSQL. The service has the others and knows nothing of these.</summary>
internal sealed class LocalSettings
{
    public const string ProgramsVariable = "EFS_PG_BIN";

    // The tests' own variables are in the environment too where the gate starts the program.
    private static readonly HashSet<string> names =
    [
        "EFS_DATA",
        "EFS_INSTALL_POSTGRES",
        ProgramsVariable,
        "EFS_TEST_DATABASE",
        "EFS_TEST_POSTGRES",
    ];

    private readonly Dictionary<string, string?> ofService;

    public LocalSettings(IConfiguration configuration)
    {
        ofService = configuration.AsEnumerable().Where(s => !names.Contains(s.Key)).ToDictionary();
        Folder = Path.GetFullPath(Text(configuration, "EFS_DATA") ?? ".efs");
        InstallPostgres = Text(configuration, "EFS_INSTALL_POSTGRES") switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw new SettingsException("EFS_INSTALL_POSTGRES is wrong: it must be true or false"),
        };
        IsPrivate = Text(configuration, "EFS_DATABASE") is null;
        if (IsPrivate)
            // A wrong setting is reported before a server starts.
            Service("Host=private;Database=efs", "Host=private;Database=efs", new byte[32]);
    }

    /// <summary>The folder of the private PostgreSQL, its master key and the secrets of the demo clients.</summary>
    public string Folder { get; }

    public bool InstallPostgres { get; }

    /// <summary>Whether the environment names no database, so that the private one is to be started.</summary>
    public bool IsPrivate { get; }

    /// <summary>The service's settings as the environment gives them.</summary>
    public Settings Service() => new(new ConfigurationBuilder().AddInMemoryCollection(ofService).Build());

    /// <summary>The service's settings with this database, as a login of its own and as its owner.</summary>
    public Settings Service(string connection, string owner, byte[] masterKey)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("EFS_DRAIN_SECONDS", "0")]) // no balancer, and Ctrl+C ends at once
            .AddInMemoryCollection(ofService)
            .AddInMemoryCollection([
                new("EFS_DATABASE", connection),
                new("EFS_DATABASE_OWNER", owner),
                new("EFS_MASTER_KEY", Convert.ToBase64String(masterKey)),
            ]);
        return new(settings.Build());
    }

    private static string? Text(IConfiguration configuration, string name) => configuration[name] is { Length: > 0 } value ? value : null;
}
