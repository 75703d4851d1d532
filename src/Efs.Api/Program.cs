using Efs.Api;
using Efs.Api.Platform;

var verb = args.FirstOrDefault(a => !a.StartsWith('-')) ?? (args.Contains("--help") || args.Contains("-h") ? "help" : "serve");
try
{
    var settings = new Settings(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. args.Where(a => a.StartsWith("--EFS_", StringComparison.Ordinal))]).Build());
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
catch (SettingsException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
