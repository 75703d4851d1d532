namespace Efs.Api.Platform.Postgres;

/// <summary>Holds statements that are put together at start; a test has PostgreSQL describe each of them.</summary>
internal interface IStatements
{
    IEnumerable<(string Text, Type? Row)> All { get; }
}

internal static class Columns
{
    /// <summary>The column of a member: <c>fullName</c> is <c>full_name</c>.</summary>
    public static string ToColumn(this string member) =>
        string.Concat(member.Select(c => char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : c.ToString()));
}
