namespace Efs.Api.Kernel;

/// <summary>A state machine as a table: from each state, the states that it may move to. The table is what runs, what the contract shows and what the tests walk.</summary>
public sealed class Moves(params IReadOnlyList<(string From, string[] To)> table)
{
    /// <summary>All states; the first is the one to start in.</summary>
    public IReadOnlyList<string> States { get; } = [.. table.Select(t => t.From)];

    /// <summary>The states that may follow; none after a final one.</summary>
    public IReadOnlyList<string> After(string state) => table.Single(t => t.From == state).To;

    /// <exception cref="RefusalException">The move is forbidden; the refusal names those that are allowed.</exception>
    public void Demand(string from, string to, Error forbidden)
    {
        if (After(from).Contains(to))
            return;
        var allowed = After(from).Count == 0 ? "—" : string.Join(", ", After(from));
        throw forbidden.Refuse([
            new("/to", "forbidden-move", new($"сейчас {from}; возможны: {allowed}", $"now {from}; allowed are: {allowed}")),
        ]);
    }
}

/// <summary>A closed list whose values are the states of a machine.</summary>
public abstract class StateAttribute(Moves moves) : OneOfAttribute([.. moves.States])
{
    public Moves Moves { get; } = moves;
}
