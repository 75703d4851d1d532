using Efs.Api;
using Efs.Api.Platform;

var commands = CommandLine.Create(
    "Efs.Api: the backend of the unified federal system of support of educators (ЕФС)",
    "Settings are environment variables, listed in docs/operations.en.md.",
    () => Commands.Serve(Read()),
    command => command(Read())
);
return await CommandLine.Invoke(commands, args);

static Settings Read() => new(new ConfigurationBuilder().AddEnvironmentVariables().Build());
