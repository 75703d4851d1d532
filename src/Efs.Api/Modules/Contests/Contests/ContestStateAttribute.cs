using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// State of a contest: planned (запланирован), open (приём заявок), running (идут испытания), finished (завершён), cancelled (отменён).
/// </summary>
public sealed class ContestStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("planned", ["open", "cancelled"]),
        ("open", ["running", "cancelled"]),
        ("running", ["finished", "cancelled"]),
        ("finished", []),
        ("cancelled", [])
    );
}
