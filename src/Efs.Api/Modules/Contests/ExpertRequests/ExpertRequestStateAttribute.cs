using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// State of a request for an expert: open (открыт), answered (есть ответ), closed (закрыт), withdrawn (отозван).
/// </summary>
public sealed class ExpertRequestStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("open", ["answered", "withdrawn"]),
        ("answered", ["open", "closed", "withdrawn"]),
        ("closed", []),
        ("withdrawn", [])
    );
}
