using System.CommandLine;
using Efs.Api;
using Efs.Local;

var commands = CommandLine.Create(
    "Efs.Local: Efs.Api with a private PostgreSQL and demo data, for a development machine",
    "Settings are environment variables, listed in docs/operations.en.md. With EFS_DATABASE that database is used, without demo data.",
    LocalCommands.Serve,
    LocalCommands.Run
);
var table = new Command("perturbation-table", "Prints the table by which counts of people are protected");
table.SetAction(_ => Console.Out.Write(MaximumEntropy.Table()));
commands.Add(table);
return await CommandLine.Invoke(commands, args);
