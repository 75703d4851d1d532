using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>
/// State of a partnership: draft (проект соглашения), signing (подписано одной стороной), active (подписано обеими сторонами), completed
/// (завершено), terminated (прекращено).
/// </summary>
public sealed class PartnershipStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("draft", ["signing", "terminated"]),
        ("signing", ["active", "terminated"]),
        ("active", ["completed", "terminated"]),
        ("completed", []),
        ("terminated", [])
    );
}
