using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>
/// State of a trajectory: draft (проект), agreed (согласован с педагогом), active (реализуется), completed (завершён),
/// terminated (прекращён).
/// </summary>
public sealed class TrajectoryStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("draft", ["agreed", "terminated"]),
        ("agreed", ["active", "terminated"]),
        ("active", ["completed", "terminated"]),
        ("completed", []),
        ("terminated", [])
    );
}
