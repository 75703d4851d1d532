using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>
/// State of a self-diagnosis: draft (заполняется), submitted (отправлена), returned (возвращена на доработку), verified (проверена
/// региональным оператором).
/// </summary>
public sealed class SelfAssessmentStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("draft", ["submitted"]),
        ("submitted", ["verified", "returned"]),
        ("returned", ["submitted"]),
        ("verified", [])
    );
}
