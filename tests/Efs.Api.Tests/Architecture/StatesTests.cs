using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Architecture;

/// <summary>The state machines as they are drawn.</summary>
public sealed class StatesTests
{
    private static readonly IReadOnlyList<StateAttribute> machines =
    [
        .. typeof(App)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(StateAttribute)))
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => (StateAttribute)Activator.CreateInstance(t)!),
    ];

    [Fact]
    public void The_drawn_states_are_those_of_the_code() => Generated.IsTrue("openapi/states.md", Drawn());

    [Fact]
    public void A_move_leads_to_a_state_of_its_machine_and_every_state_can_be_reached()
    {
        Assert.NotEmpty(machines);
        foreach (var machine in machines.Select(m => m.StateMachine))
        {
            var reached = new HashSet<string> { machine.States[0] };
            while (machine.States.Where(reached.Contains).SelectMany(machine.Next).Where(reached.Add).Any()) { }
            Assert.Equal(machine.States.Order(), reached.Order());
        }
    }

    private static string Drawn()
    {
        var text = new StringBuilder(
            """
            # States

            Written by a test: `EFS_WRITE=1 ./test.sh`. The same tables run in the service and stand in the contract as `x-transitions`;
            a move that is not drawn here is refused with 422, and the refusal names those that are allowed.

            """.ReplaceLineEndings("\n")
        );
        foreach (var machine in machines)
        {
            text.Append(
                null,
                $"\n## {machine.GetType().Name[..^nameof(Attribute).Length]}\n\n```mermaid\nstateDiagram-v2\n    [*] --> "
                    + $"{machine.StateMachine.States[0]}\n"
            );
            foreach (var state in machine.StateMachine.States)
            {
                foreach (var next in machine.StateMachine.Next(state))
                    text.Append(null, $"    {state} --> {next}\n");
                if (machine.StateMachine.Next(state).Count == 0)
                    text.Append(null, $"    {state} --> [*]\n");
            }
            text.Append("```\n");
        }
        return text.ToString();
    }
}
