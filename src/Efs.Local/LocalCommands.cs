using Efs.Api;
using Efs.Api.Platform;

namespace Efs.Local;

/// <summary>The service's commands on the private database.</summary>
internal static class LocalCommands
{
    public static async Task<int> Serve()
    {
        var local = Read();
        if (!local.IsPrivate)
            return await Commands.Serve(local.Service());
        await using var database = await PrivateDatabase.Start(local);
        await using var app = await Commands.Prepared(database.Settings);
        app.Lifetime.ApplicationStarted.Register(() => _ = database.KeepRunning(app.Lifetime.ApplicationStopping));
        var demo = await Demo.Load(app.Services, local.Folder);
        return await Commands.Run(app, demo.Greeting);
    }

    public static async Task<int> Run(Func<Settings, Task<int>> command)
    {
        var local = Read();
        if (!local.IsPrivate)
            return await command(local.Service());
        await using var database = await PrivateDatabase.Start(local);
        return await command(database.Settings);
    }

    private static LocalSettings Read() => new(new ConfigurationBuilder().AddEnvironmentVariables().Build());
}
