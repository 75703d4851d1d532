using Efs.Api.Platform;
using Efs.Local;
using Microsoft.Extensions.Configuration;

namespace Efs.Api.Tests.Local;

public sealed class LocalSettingsTests
{
    [Theory]
    [InlineData("EFS_RAET", "1")]
    [InlineData("EFS_INSTALL_POSTGRES", "yes")]
    [InlineData("EFS_POOL", "many")]
    public void A_wrong_setting_stops_the_start_with_its_name(string name, string value)
    {
        var wrong = Assert.Throws<SettingsException>(() => Of((name, value)));
        Assert.StartsWith($"{name} is ", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_private_database_and_its_key_reach_the_service()
    {
        var local = Of(("EFS_DATA", "/tmp/efs"), ("EFS_INSTALL_POSTGRES", "true"), ("EFS_PG_BIN", "/usr/bin"), ("EFS_POOL", "7"));
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var service = local.Service("Host=/tmp/efs;Database=efs", "Host=/tmp/efs;Database=efs;Username=efs", key);
        Assert.True(local.IsPrivate);
        Assert.True(local.InstallPostgres);
        Assert.Equal("/tmp/efs", local.Folder);
        Assert.Equal("/tmp/efs", service.Database.Host);
        Assert.Equal("efs", service.Owner.Username);
        Assert.Equal(31, service.MasterKey[31]);
        Assert.Equal(7, service.Pool);
    }

    [Fact]
    public void A_database_in_the_environment_takes_the_place_of_the_private_one()
    {
        var local = Of(("EFS_DATABASE", "Host=db;Database=efs"), ("EFS_MASTER_KEY", Convert.ToBase64String(new byte[32])));
        Assert.False(local.IsPrivate);
        Assert.Equal("db", local.Service().Database.Host);
    }

    private static LocalSettings Of(params (string Name, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build());
}
