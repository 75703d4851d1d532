using System.Globalization;
using System.Reflection;
using Efs.Api.Platform;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Security;

/// <summary>Puts on record what no request does: the start of the service with its settings, and the logins that it refused.</summary>
internal sealed partial class ServiceAudit(
    FailedLogins failedLogins,
    Settings settings,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<ServiceAudit> log
) : BackgroundService
{
    private static readonly TimeSpan ensuredFor = TimeSpan.FromDays(1);
    private static readonly string version = typeof(ServiceAudit)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion;

    private bool isStartStored;
    private DateTimeOffset monthsAreDue = clock.GetUtcNow() + ensuredFor; // at the start the migration saw to them

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await Store(cancellationToken);
        }
        catch (Exception lost)
        {
            NotStored(log, lost.GetType().Name);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.Run(
            TimeSpan.FromSeconds(5),
            () => Store(stoppingToken),
            failure => NotStored(log, failure.GetType().Name),
            stoppingToken
        );

    private async Task Store(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var audit = scope.ServiceProvider.GetRequiredService<AuditLog>();
        if (!isStartStored)
        {
            await audit.RecordService("start", "settings", null, [("version", version), .. settings.Given], cancellationToken);
            isStartStored = true;
        }
        foreach (var (client, count) in failedLogins.Take())
        {
            try
            {
                (string, string?)[] failures = [("count", count.ToString(CultureInfo.InvariantCulture))];
                await audit.RecordService("refuse", nameof(IssueToken), client, failures, cancellationToken);
            }
            catch
            {
                failedLogins.Add(client, count);
                throw;
            }
        }
        if (clock.GetUtcNow() >= monthsAreDue)
        {
            await audit.EnsureMonths(cancellationToken);
            monthsAreDue = clock.GetUtcNow() + ensuredFor;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The start or refused logins could not be put on record: {Exception}")]
    private static partial void NotStored(ILogger log, string exception);
}
