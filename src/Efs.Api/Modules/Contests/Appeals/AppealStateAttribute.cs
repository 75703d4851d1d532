using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// State of an appeal: filed (подана), satisfied (удовлетворена), declined (отклонена), withdrawn (отозвана).
/// </summary>
public sealed class AppealStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("filed", ["satisfied", "declined", "withdrawn"]),
        ("satisfied", []),
        ("declined", []),
        ("withdrawn", [])
    );
}
