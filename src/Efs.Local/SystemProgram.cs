using System.ComponentModel;
using CliWrap;
using CliWrap.Buffered;
using CliWrap.Exceptions;
using Efs.Api.Platform;

namespace Efs.Local;

/// <summary>A program of the operating system: runs without a shell and never for longer than its limit.</summary>
internal static class SystemProgram
{
    private static readonly TimeSpan usualLimit = TimeSpan.FromSeconds(30);

    /// <summary>A command for the root folder, as this user. Only root may name another user.</summary>
    public static Command Named(string program, IEnumerable<string> arguments, string? user = null) =>
        Cli.Wrap(program)
            .WithArguments(arguments)
            .WithCredentials(new Credentials(userName: user))
            .WithWorkingDirectory("/")
            // This program reads and quotes the messages, so they have to be in one language.
            .WithEnvironmentVariables(variables => variables.Set("LC_ALL", "C"));

    /// <summary>Returns what the program wrote to its output.</summary>
    /// <exception cref="LocalPostgresException">The program is missing, failed, or took longer than its limit.</exception>
    public static async Task<string> Run(this Command command, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit ?? usualLimit);
        try
        {
            // The end of a program's output may never come: a daemon that it started may hold the pipe open.
            var result = await command
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(limited.Token)
                .Task.WaitAsync(limited.Token);
            return result.ExitCode == 0
                ? result.StandardOutput
                : throw new LocalPostgresException(
                    $"{Text(command)} ended with code {result.ExitCode}.\n{result.StandardOutput}{result.StandardError}".TrimEnd()
                );
        }
        catch (Exception failure) when (failure is Win32Exception or CliWrapException)
        {
            throw new LocalPostgresException($"{Text(command)} could not be run: {failure.Message}", failure);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new LocalPostgresException($"{Text(command)} took longer than {(limit ?? usualLimit).TotalSeconds:0} s and was ended.");
        }
    }

    /// <summary>Whether the program can be run and ends with code 0.</summary>
    public static async Task<bool> Succeeds(this Command command, CancellationToken cancellationToken)
    {
        try
        {
            await command.Run(cancellationToken);
            return true;
        }
        catch (LocalPostgresException)
        {
            return false;
        }
    }

    private static string Text(Command command) =>
        $"{command}".TrimEnd() + (command.Credentials.UserName is { } user ? $" (as {user})" : "");
}

/// <summary>
/// The private PostgreSQL cannot be had: a program is missing, failed or took too long, or the folder belongs to somebody else.
/// The message says what to do.
/// </summary>
internal sealed class LocalPostgresException(string message, Exception? cause = null) : OperatorException(message, cause);
