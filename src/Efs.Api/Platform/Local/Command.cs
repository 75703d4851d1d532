using System.ComponentModel;
using System.Diagnostics;

namespace Efs.Api.Platform.Local;

/// <summary>A program of the operating system, run without a shell and never for longer than its limit.</summary>
internal sealed record Command(string Program, params string[] Arguments)
{
    /// <summary>The user to run as; only root may name one.</summary>
    public string? User { get; init; }

    public string Folder { get; init; } = "/";

    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    public Dictionary<string, string> Variables { get; init; } = [];

    /// <summary>Answers what the program wrote to its output; a program that fails is a <see cref="CommandException"/>.</summary>
    public async Task<string> Run(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            // A daemon that kept the pipes open would hold the reading up after the program itself has ended.
            await Task.WhenAll(output, errors, process.WaitForExitAsync(CancellationToken.None)).WaitAsync(limited.Token);
            return process.ExitCode == 0
                ? await output
                : throw new CommandException($"{this} ended with code {process.ExitCode}.\n{await output}{await errors}".TrimEnd());
        }
        catch (Win32Exception failure)
        {
            throw new CommandException($"{this} could not be run: {failure.Message}", failure);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new CommandException($"{this} took longer than {Limit.TotalSeconds:0} s and was ended.");
        }
    }

    /// <summary>Whether the program can be run and ends well.</summary>
    public async Task<bool> Succeeds(CancellationToken cancellationToken)
    {
        try
        {
            await Run(cancellationToken);
            return true;
        }
        catch (CommandException)
        {
            return false;
        }
    }

    public override string ToString() => string.Join(' ', [Program, .. Arguments]) + (User is null ? "" : $" (as {User})");

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(Program, Arguments)
        {
            UserName = User,
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Messages are read by this program and quoted in its own, so they have to be in one language.
        info.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in Variables)
            info.Environment[name] = value;
        return info;
    }
}

/// <summary>The private PostgreSQL can't be had: a program is missing, failed or took too long, or its folder is not ours. The message says what to do.</summary>
internal sealed class CommandException(string message, Exception? cause = null) : Exception(message, cause);
