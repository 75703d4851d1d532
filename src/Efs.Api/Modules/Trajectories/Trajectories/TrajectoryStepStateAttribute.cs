using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>
/// State of a step: planned (запланирован), submitted (сдан), accepted (принят), returned (возвращён на доработку), waived (снят).
/// It changes only while the trajectory is active.
/// </summary>
public sealed class TrajectoryStepStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("planned", ["submitted", "waived"]),
        ("submitted", ["accepted", "returned", "waived"]),
        ("returned", ["submitted", "waived"]),
        ("accepted", []),
        ("waived", [])
    );
}
