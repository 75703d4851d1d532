using Efs.Api.Platform;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

public sealed class SettingsTests
{
    private const string Key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Theory]
    [InlineData("EFS_RAET", "1")]
    [InlineData("EFS_DATABASE", "nonsense")]
    [InlineData("EFS_DATABASE", "Hots=db;Database=efs")]
    [InlineData("EFS_DATABASE", "Host=db;Database=efs;Port=abc")]
    [InlineData("EFS_DATABASE", "Database=efs")]
    [InlineData("EFS_DATABASE", "Host=db;Username=efs")]
    [InlineData("EFS_DATABASE_OWNER", "Hots=db")]
    [InlineData("EFS_MASTER_KEY", "secret")]
    [InlineData("EFS_MASTER_KEY", "AAAA")]
    [InlineData("EFS_MASTER_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("EFS_MASTER_KEY_PREVIOUS", "AAAA")]
    [InlineData("EFS_URLS", "8080")]
    [InlineData("EFS_URLS", "localhost:8080")]
    [InlineData("EFS_URLS", "ftp://localhost")]
    [InlineData("EFS_URLS", "http://localhost:99999")]
    [InlineData("EFS_URLS", "http://localhost:8080/efs")]
    [InlineData("EFS_DATA", "/var/lib/efs")]
    [InlineData("EFS_INSTALL_POSTGRES", "true")]
    [InlineData("EFS_PG_BIN", "/usr/bin")]
    [InlineData("EFS_POOL", "1")]
    [InlineData("EFS_POOL", "many")]
    [InlineData("EFS_QUERY_SECONDS", "0")]
    [InlineData("EFS_QUERY_SECONDS", "1.5")]
    [InlineData("EFS_DATABASE_TIMEOUT_MS", "499")]
    [InlineData("EFS_DATABASE_TIMEOUT_MS", "1.4")]
    [InlineData("EFS_MAX_BODY", "10MB")]
    [InlineData("EFS_MAX_BODY", "-1")]
    [InlineData("EFS_DRAIN_SECONDS", "-1")]
    [InlineData("EFS_RATE", "0")]
    [InlineData("EFS_RATE", "99999999999")]
    [InlineData("EFS_RATE_BURST", "0")]
    [InlineData("EFS_TOKEN_MINUTES", "0")]
    [InlineData("EFS_CHANGES_DAYS", "0")]
    [InlineData("EFS_AUDIT_YEARS", "0")]
    [InlineData("EFS_WEBHOOK_HOSTS", "https://receiver.example.ru")]
    [InlineData("EFS_WEBHOOK_HOSTS", "receiver.example.ru, a b")]
    [InlineData("EFS_TOKEN_MINUTES", "1441")]
    [InlineData("EFS_AUTHORITY", "issuer")]
    [InlineData("EFS_AUTHORITY", "http://issuer.example.ru")]
    [InlineData("EFS_DASHBOARD_CLIENT", "dashboard")]
    [InlineData("EFS_CORS", "cabinet.example.ru")]
    [InlineData("EFS_CORS", "*")]
    [InlineData("EFS_CORS", "https://cabinet.example.ru/")]
    [InlineData("EFS_CORS", "https://cabinet.example.ru/app")]
    [InlineData("EFS_CORS", "https://a.example.ru, b.example.ru")]
    [InlineData("EFS_PROXIES", "gateway.example.ru")]
    [InlineData("EFS_PROXIES", "10.0.0.5, 10.1.0.0/33")]
    [InlineData("EFS_OTLP", "localhost:4317")]
    public void A_wrong_setting_stops_the_start_with_its_name(string name, string value)
    {
        var given = new Dictionary<string, string?> { ["EFS_DATABASE"] = "Host=db;Database=efs", ["EFS_MASTER_KEY"] = Key };
        RunningApp.SettingsOf([.. given.Select(g => (g.Key, g.Value))]); // right until the one below
        given[name] = value;
        var wrong = Assert.Throws<SettingsException>(() => RunningApp.SettingsOf([.. given.Select(g => (g.Key, g.Value))]));
        Assert.StartsWith($"{name} is ", wrong.Message, StringComparison.Ordinal);
        Assert.True(wrong.Message.Length > $"{name} is wrong".Length + 10, wrong.Message);
        if (name is "EFS_MASTER_KEY")
            Assert.DoesNotContain(value, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_needs_a_master_key_and_the_message_says_how_to_make_one()
    {
        var missing = Assert.Throws<SettingsException>(() => RunningApp.SettingsOf(("EFS_DATABASE", "Host=db;Database=efs")));
        Assert.StartsWith("EFS_MASTER_KEY is not set", missing.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_service_needs_a_database()
    {
        var missing = Assert.Throws<SettingsException>(() => RunningApp.SettingsOf(("EFS_MASTER_KEY", Key)));
        Assert.StartsWith("EFS_DATABASE is not set", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', missing.Message);
    }

    [Fact]
    public void The_owners_connection_alone_is_refused() =>
        Assert.StartsWith(
            "EFS_DATABASE is not set",
            Assert.Throws<SettingsException>(() => RunningApp.SettingsOf(("EFS_DATABASE_OWNER", "Host=db;Database=efs"))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("EFS_URLS", "http://*:8080;https://[::1]:8443")]
    [InlineData("EFS_CORS", "https://cabinet.example.ru, http://localhost:5173")]
    [InlineData("EFS_AUTHORITY", "http://localhost:8081/realms/efs")]
    [InlineData("EFS_AUTHORITY", "https://id.example.ru")]
    public void A_right_one_does_not(string name, string value) =>
        Assert.NotNull(RunningApp.SettingsOf(("EFS_DATABASE", "Host=db;Database=efs"), ("EFS_MASTER_KEY", Key), (name, value)));
}
