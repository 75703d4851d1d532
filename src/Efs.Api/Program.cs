using Efs.Api;
using Efs.Api.Platform;
using Efs.Api.Platform.Local;
using Microsoft.AspNetCore.Connections;
using Npgsql;

var command = args.FirstOrDefault(a => !a.StartsWith('-')) ?? (args.Contains("--help") || args.Contains("-h") ? "help" : "serve");
try
{
    var settings = new Settings(new ConfigurationBuilder().AddEnvironmentVariables().Build());
    return command switch
    {
        "serve" => await Commands.Serve(settings, args),
        "migrate" => await Commands.Migrate(settings),
        "openapi" => await Commands.OpenApi(settings),
        "add-administrator" => await Commands.AddAdministrator(settings),
        "rotate-keys" => await Commands.RotateKeys(settings),
        "help" => Commands.Help(),
        _ => Commands.Unknown(command),
    };
}
catch (Exception exception)
    when (exception is SettingsException or CommandException or IOException { InnerException: AddressInUseException } or NpgsqlException)
{
    // What the operator can mend is said in a line, not in a stack.
    Console.Error.WriteLine(exception.Message);
    return 2;
}
