using Efs.Api;
using Efs.Local;

var commands = CommandLine.Create(
    "Efs.Local: Efs.Api with a private PostgreSQL and demo data, for a development machine",
    "Settings are environment variables, listed in docs/operations.en.md. With EFS_DATABASE that database is used, without demo data.",
    LocalCommands.Serve,
    LocalCommands.Run
);
return await CommandLine.Invoke(commands, args);
