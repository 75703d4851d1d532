namespace Efs.Api.Tests.Support;

/// <summary>What a search for trespasses found: all of it is told, whole.</summary>
internal static class Found
{
    public static void Nothing(IEnumerable<string> trespasses)
    {
        var all = trespasses.Distinct().ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
