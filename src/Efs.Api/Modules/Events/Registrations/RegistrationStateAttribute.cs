using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>
/// State of a registration: applied (подана), confirmed (подтверждена), waiting (в листе ожидания), declined (отклонена), cancelled
/// (отозвана), attended (участвовал), absent (не явился).
/// </summary>
public sealed class RegistrationStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("applied", ["confirmed", "waiting", "declined", "cancelled"]),
        ("confirmed", ["attended", "absent", "declined", "cancelled"]),
        ("waiting", ["confirmed", "declined", "cancelled"]),
        ("declined", []),
        ("cancelled", []),
        ("attended", ["absent"]),
        ("absent", ["attended"])
    );

    /// <summary>Whether a registration in this state has its places.</summary>
    internal static bool HasPlaces(string state) => state is "confirmed" or "attended" or "absent";
}
