using System.Diagnostics;
using Efs.Local;

namespace Efs.Api.Tests.Local;

public sealed class SystemProgramTests
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(1),
        patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_output_is_returned() => Assert.Equal("one\n", await Shell("echo one; echo two >&2"));

    [Fact]
    public async Task A_failure_tells_the_command_its_code_and_what_it_wrote()
    {
        var failure = await Assert.ThrowsAsync<LocalPostgresException>(() => Shell("echo out; echo err >&2; exit 3"));
        Assert.Contains("sh -c", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("ended with code 3.\nout\nerr", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_program_is_named()
    {
        var failure = await Assert.ThrowsAsync<LocalPostgresException>(() => SystemProgram.Named("no-such-program", []).Run(default));
        Assert.Contains("no-such-program could not be run", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_ended_with_its_children()
    {
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.5";
        var failure = await Assert.ThrowsAsync<LocalPostgresException>(() => Shell($"sleep {mark} & sleep {mark}; echo late"));
        Assert.Contains("took longer than 1 s", failure.Message, StringComparison.Ordinal);
        var running = true;
        for (var clock = Stopwatch.StartNew(); running && clock.Elapsed < patience; await Task.Delay(50))
            running = await SystemProgram.Named("pgrep", ["-f", $"^sleep {mark}"]).Succeeds(default);
        Assert.False(running);
    }

    [Fact]
    public async Task A_daemon_that_keeps_the_pipes_open_does_not_outlast_the_limit()
    {
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAsync<LocalPostgresException>(() => Shell("setsid sleep 30 & exit 0"));
        Assert.True(clock.Elapsed < patience, $"{clock.Elapsed}");
    }

    [Fact]
    public async Task The_callers_cancellation_is_no_failure_of_the_program()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SystemProgram.Named("sleep", ["30"]).Run(cancelled.Token));
    }

    [Fact]
    public async Task Messages_are_in_one_language() => Assert.Equal("C\n", await Shell("echo $LC_ALL"));

    [Fact]
    public async Task Root_runs_programs_as_another_user()
    {
        if (Environment.IsPrivilegedProcess)
            Assert.Equal("nobody\n", await SystemProgram.Named("id", ["-un"], "nobody").Run(default));
    }

    private static Task<string> Shell(string script) => SystemProgram.Named("sh", ["-c", script]).Run(default, limit);
}
