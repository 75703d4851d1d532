using System.CommandLine;
using Efs.Api.Platform;
using EvolveDb;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace Efs.Api;

/// <summary>The commands that both programs have, and how a program ends that cannot carry one out.</summary>
internal static class CommandLine
{
    /// <param name="description">The program, in a line.</param>
    /// <param name="note">What else the program's help says.</param>
    /// <param name="serve">Carries out the default command.</param>
    /// <param name="withDatabase">Gives the other commands the settings that name the database.</param>
    public static RootCommand Create(
        string description,
        string note,
        Func<Task<int>> serve,
        Func<Func<Settings, Task<int>>, Task<int>> withDatabase
    )
    {
        var root = new RootCommand($"{description}. {note}");
        root.SetAction(_ => serve());
        Add(root, "serve", "Answers HTTP requests (the default); migrates the database first", serve);
        Add(root, "migrate", "Migrates the database and ends", () => withDatabase(Commands.Migrate));
        Add(root, "openapi", "Prints the contract", Commands.OpenApi);
        Add(
            root,
            "add-administrator",
            "Creates a client with administrator rights and prints its secret, which is not shown again",
            () => withDatabase(Commands.AddAdministrator)
        );
        Add(
            root,
            "rotate-keys",
            "Creates a data key and encrypts personal data with it; with EFS_MASTER_KEY_PREVIOUS changes the master key instead",
            () => withDatabase(Commands.RotateKeys)
        );
        Add(
            root,
            "prune-audit",
            "Deletes the entries of the audit log that are older than EFS_AUDIT_YEARS, which stays on record",
            () => withDatabase(Commands.PruneAudit)
        );
        Add(
            root,
            "verify-analytics",
            "Counts every fact anew and compares the statistics store in EFS_ANALYTICS_FOLDER with it; its service must be stopped",
            () => withDatabase(Commands.VerifyAnalytics)
        );
        return root;
    }

    /// <summary>Carries out the command that the arguments name. 1 means wrong arguments, 2 what the operator can correct.</summary>
    public static async Task<int> Invoke(RootCommand root, string[] args)
    {
        try
        {
            return await root.Parse(args, new() { ResponseFileTokenReplacer = null })
                .InvokeAsync(
                    // The host of the service handles SIGTERM and waits for running requests.
                    new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
                );
        }
        catch (Exception exception) when (IsOperatorsError(exception))
        {
            Console.Error.WriteLine(MessageOf(exception));
            return 2;
        }
    }

    // The operator can correct these, so a line says enough and no stack trace is printed.
    private static bool IsOperatorsError(Exception exception) =>
        exception is OperatorException or NpgsqlException or EvolveException or IOException { InnerException: AddressInUseException };

    private static string MessageOf(Exception exception) =>
        exception switch
        {
            // The exception between these two repeats the whole script.
            EvolveException when exception.GetBaseException() is var cause && cause != exception => $"{exception.Message} {cause.Message}",
            IOException => $"{exception.Message} Stop the program that has it, or name another address in EFS_URLS.",
            _ => exception.Message,
        };

    private static void Add(RootCommand root, string name, string description, Func<Task<int>> action)
    {
        var command = new Command(name, description);
        command.SetAction(_ => action());
        root.Add(command);
    }
}
