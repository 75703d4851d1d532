namespace Efs.Api.Tests.Architecture.Cycle;

internal static class Other
{
    public static int Double(int number) => number + One.Count;
}
