using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>
/// State of a project: idea (идея), defended (защищён), in_portfolio (в портфеле), running (реализуется), finished (завершён),
/// stopped (остановлен).
/// </summary>
public sealed class ProjectStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("idea", ["defended", "stopped"]),
        ("defended", ["in_portfolio", "stopped"]),
        ("in_portfolio", ["running", "stopped"]),
        ("running", ["finished", "stopped"]),
        ("finished", []),
        ("stopped", [])
    );
}
