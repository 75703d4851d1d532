using System.Text.Json;

namespace Efs.Api.Kernel;

/// <summary>What a bulk write answers for a document: its record, or why it was rejected.</summary>
public sealed record BulkRowResult(RowOutcome Outcome, Guid? Id, IReadOnlyList<ValidationError> Errors)
{
    /// <summary>Whether the record was found by its natural key.</summary>
    public bool IsRecognised { get; init; }

    /// <summary>Whether the row itself is at fault, and not the service or its database.</summary>
    public static bool IsRejection(ProblemException problem) => problem.Error.Status < 500;

    public static BulkRowResult Rejected(ProblemException problem) =>
        new(
            RowOutcome.Rejected,
            null,
            problem.Errors.Count > 0
                ? problem.Errors
                : [new("", problem.Error.Code[(problem.Error.Code.IndexOf('.') + 1)..], problem.Detail ?? problem.Error.Title)]
        );
}

/// <summary>Outcome of a row of a file.</summary>
public enum RowOutcome
{
    Created,
    Updated,
    Unchanged,
    Rejected,
    Closed,
}
