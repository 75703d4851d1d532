using Efs.Api.Platform;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Npgsql;

namespace Efs.Bench;

/// <summary>The service's database with the keys of what is encrypted in it.</summary>
internal sealed record Database(NpgsqlDataSource Source, Cipher Cipher) : IAsyncDisposable
{
    public static Settings Settings => new(new ConfigurationBuilder().AddEnvironmentVariables().Build());

    /// <summary>Opens the database that the settings name, as the owner of its schema.</summary>
    public static Task<Database> Open() => Open(Settings);

    /// <inheritdoc cref="Open()"/>
    public static async Task<Database> Open(Settings settings)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.Owner.ConnectionString) { CommandTimeout = 600 });
        var cipher = new Cipher();
        await new KeyStore(source, cipher, settings).Load(default);
        return new(source, cipher);
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
