namespace Efs.Api.Kernel;

/// <summary>A state machine as a table of transitions, used at run time, in the contract and by the tests.</summary>
public sealed class StateMachine(params IReadOnlyList<(string From, string[] To)> table)
{
    /// <summary>All states; the first is the initial one.</summary>
    public IReadOnlyList<string> States { get; } = [.. table.Select(t => t.From)];

    /// <summary>The allowed next states; none after a final one.</summary>
    public IReadOnlyList<string> Next(string state) => table.Single(t => t.From == state).To;

    /// <exception cref="ProblemException">The transition is not allowed; the error names those that are.</exception>
    public void EnsureAllowed(string from, string to, Error forbidden)
    {
        if (Next(from).Contains(to))
            return;
        var allowed = Next(from).Count == 0 ? "—" : string.Join(", ", Next(from));
        throw forbidden.ToException([
            new("/to", "forbidden-move", new($"сейчас {from}; возможны: {allowed}", $"now {from}; allowed are: {allowed}")),
        ]);
    }
}

/// <summary>A closed list of the states of a state machine.</summary>
public abstract class StateAttribute(StateMachine machine) : OneOfAttribute([.. machine.States])
{
    public StateMachine StateMachine { get; } = machine;
}
