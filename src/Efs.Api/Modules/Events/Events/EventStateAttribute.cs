using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>State of an event: planned (запланировано), running (идёт), finished (завершено), cancelled (отменено).</summary>
public sealed class EventStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("planned", ["running", "cancelled"]),
        ("running", ["finished", "cancelled"]),
        ("finished", []),
        ("cancelled", [])
    );
}
