using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// State of an application: draft (черновик), submitted (подана), withdrawn (отозвана), admitted (допущена), rejected (отклонена).
/// </summary>
public sealed class ApplicationStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("draft", ["submitted", "withdrawn"]),
        ("submitted", ["draft", "withdrawn", "admitted", "rejected"]),
        ("withdrawn", []),
        ("admitted", ["withdrawn"]),
        ("rejected", [])
    );

    /// <summary>Whether the contest's owner moves an application to this state, and not the region that sends it.</summary>
    internal static bool IsOwnersDecision(string state) => state is "admitted" or "rejected";
}
