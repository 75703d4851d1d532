using Efs.Api;
using Efs.Api.Platform;
using Efs.Api.Platform.Local;
using Microsoft.AspNetCore.Connections;
using Npgsql;

var verb = args.FirstOrDefault(a => !a.StartsWith('-')) ?? (args.Contains("--help") || args.Contains("-h") ? "help" : "serve");
try
{
    var settings = new Settings(new ConfigurationBuilder().AddEnvironmentVariables().Build());
    return verb switch
    {
        "serve" => await Verbs.Serve(settings, args),
        "migrate" => await Verbs.Migrate(settings),
        "openapi" => await Verbs.OpenApi(settings),
        "add-administrator" => await Verbs.AddAdministrator(settings),
        "rotate-keys" => await Verbs.RotateKeys(settings),
        "help" => Verbs.Help(),
        _ => Verbs.Unknown(verb),
    };
}
catch (Exception said)
    when (said is SettingsException or CommandException or IOException { InnerException: AddressInUseException } or NpgsqlException)
{
    // What the operator can mend is said in a line, not in a stack.
    Console.Error.WriteLine(said.Message);
    return 2;
}
