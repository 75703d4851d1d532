namespace Efs.Api.Kernel;

/// <summary>A state machine as a table: from each state, the states that it may move to. The table is what runs, what the contract shows and what the tests walk.</summary>
public sealed class StateMachine(params IReadOnlyList<(string From, string[] To)> table)
{
    /// <summary>All states; the first is the one to start in.</summary>
    public IReadOnlyList<string> States { get; } = [.. table.Select(t => t.From)];

    /// <summary>The states that may follow; none after a final one.</summary>
    public IReadOnlyList<string> Next(string state) => table.Single(t => t.From == state).To;

    /// <exception cref="ProblemException">The move is forbidden; the refusal names those that are allowed.</exception>
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

/// <summary>A closed list whose values are the states of a machine.</summary>
public abstract class StateAttribute(StateMachine machine) : OneOfAttribute([.. machine.States])
{
    public StateMachine StateMachine { get; } = machine;
}
