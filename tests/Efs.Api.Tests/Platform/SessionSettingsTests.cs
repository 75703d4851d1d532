using Efs.Api.Platform;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Efs.Api.Tests.Platform;

// The service's own connection with each of its settings undone, as a pooler would leave it that passes no options on.
public sealed class SessionSettingsTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("role=none", "role")]
    [InlineData("timezone=Europe/Moscow", "timezone")]
    [InlineData("statement_timeout=0", "statement_timeout")]
    [InlineData("lock_timeout=0", "lock_timeout")]
    [InlineData("idle_in_transaction_session_timeout=0", "idle_in_transaction_session_timeout")]
    public async Task A_session_that_lacks_a_setting_is_refused(string undone, string named)
    {
        var service = efs.Services.GetRequiredService<NpgsqlDataSource>();
        await SessionSettings.Verify(service, default);

        var connection = new NpgsqlConnectionStringBuilder(service.ConnectionString) { Pooling = false };
        connection.Options += $" -c {undone}";
        await using var source = NpgsqlDataSource.Create(connection);
        var refused = await Assert.ThrowsAsync<SettingsException>(() => SessionSettings.Verify(source, default));
        Assert.Contains($"settings {named}.", refused.Message, StringComparison.Ordinal);
    }
}
