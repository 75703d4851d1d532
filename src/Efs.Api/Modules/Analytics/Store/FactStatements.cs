using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>The statements that read the facts from their views.</summary>
internal sealed class FactStatements : IStatements
{
    private readonly Dictionary<string, Sql> whole = Fact.All.ToDictionary(f => f.Name, f => new Sql($"SELECT * FROM analytics.{f.Name}"));

    private readonly Dictionary<string, Sql> unjoined = Fact
        .All.Where(f => f.IsJoined)
        .ToDictionary(f => f.Name, f => new Sql($"SELECT * FROM analytics.{f.Unjoined}"));

    private readonly Dictionary<string, Sql> some = Fact
        .All.Where(f => f.Sources.Count > 0)
        .ToDictionary(f => f.Name, f => new Sql($"SELECT * FROM analytics.{f.Name} WHERE {Fact.Record} = ANY (@ids)"));

    private readonly Dictionary<(string Fact, string Column), Sql<Guid>> records = Fact
        .All.SelectMany(f => f.Sources.Where(s => s.Column != Fact.Record).Select(s => (f.Name, s.Column)))
        .Distinct()
        .ToDictionary(s => s, s => new Sql<Guid>($"SELECT DISTINCT {Fact.Record} FROM analytics.{s.Name} WHERE {s.Column} = ANY (@ids)"));

    IEnumerable<(string Text, Type? Row)> IStatements.All =>
        [
            .. whole.Values.Concat(unjoined.Values).Concat(some.Values).Append(Categories).Select(s => (s.Text, (Type?)null)),
            .. records.Values.Select(s => (s.Text, (Type?)typeof(Guid))),
        ];

    /// <summary>All rows of a fact.</summary>
    public Sql Whole(Fact fact) => whole[fact.Name];

    /// <summary>All rows of a fact, without what has to be looked up.</summary>
    public Sql Unjoined(Fact fact) => unjoined[fact.Name];

    /// <summary>The categories of all educators.</summary>
    public Sql Categories { get; } = new($"SELECT * FROM analytics.{EducatorStates.Categories}");

    /// <summary>The rows of some records.</summary>
    public Sql Some(Fact fact) => some[fact.Name];

    /// <summary>The records of a fact that name other records in a column.</summary>
    public Sql<Guid> Records(Fact fact, FactSource source) => records[(fact.Name, source.Column)];
}
