using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Who sees exact figures: a client with the scope, of its own regions.</summary>
internal sealed class FigureAccess(Caller caller, AuditLog audit)
{
    /// <summary>The scope of exact figures.</summary>
    public const string Exact = "analytics:exact";

    private const int MostCharacters = 100; // of an operation in the audit

    /// <summary>Whether the caller gets the exact answer to a question.</summary>
    public bool IsExact(CubeQuestion question) => caller.Scopes.Contains(Exact) && (caller.IsFederal || IsOfOwnRegions(question));

    /// <summary>Whether the caller gets exact figures of a region, or without one of all.</summary>
    public bool IsExactIn(string? regionCode) =>
        caller.Scopes.Contains(Exact) && (regionCode is null ? caller.IsFederal : caller.HasRegion(regionCode));

    /// <summary>Puts on record that the caller read exact figures.</summary>
    /// <param name="question">What was counted by what, without the members of conditions.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public Task Record(string question, CancellationToken cancellationToken)
    {
        var operation = $"exact figures: {question}";
        return audit.RecordReading(operation[..Math.Min(operation.Length, MostCharacters)], [], cancellationToken);
    }

    private bool IsOfOwnRegions(CubeQuestion question) =>
        question.Where.Any(c => c.AnyOf is [{ IsNot: false, Dimension.Code: "region" } only] && only.Members.All(caller.HasRegion));
}
