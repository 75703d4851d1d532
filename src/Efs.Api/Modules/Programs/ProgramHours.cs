namespace Efs.Api.Modules.Programs;

/// <summary>
/// The minimum hours of a programme: п. 18 of the order of Минобрнауки of 24.03.2025 № 266, and before it that of 01.07.2013 № 499.
/// Anything shorter is not a programme of continuing professional education.
/// </summary>
internal static class ProgramHours
{
    public const int Upgrade = 16,
        Retraining = 250;

    public static bool IsEnough(bool isUpgrade, int hours) => hours >= (isUpgrade ? Upgrade : Retraining);
}
