namespace Efs.Api.Tests.Architecture.Cycle;

internal static class One
{
    public static int Count => Other.Double(1);
}
