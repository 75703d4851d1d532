using Efs.Api.Kernel;
using Npgsql;
using Polly.CircuitBreaker;

namespace Efs.Api.Platform.Postgres;

/// <summary>Translates exceptions of the database into errors of the catalogue and into text that may be logged.</summary>
internal static class PostgresErrors
{
    /// <summary>Returns the error of the catalogue; null for an exception that the caller did not cause.</summary>
    public static Error? Translate(Exception thrown, Catalogue catalogue) =>
        thrown switch
        {
            PostgresException { ConstraintName: { } name } when catalogue.ByConstraint.TryGetValue(name, out var error) => error,
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable } =>
                CommonErrors.TookTooLong,
            PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } =>
                CommonErrors.Unavailable, // after several attempts
            BrokenCircuitException => CommonErrors.Unavailable,
            _ => Resilience.IsLost(thrown) || Resilience.IsImpaired(thrown) || Resilience.IsStale(thrown) ? CommonErrors.Unavailable : null,
        };

    /// <summary>Whether the data were rejected: by the catalogue, or by PostgreSQL for a constraint or an unstorable value.</summary>
    public static bool IsOfData(Exception thrown) =>
        thrown
            is ProblemException { Error.Status: < 500 }
                or PostgresException { SqlState: ['2', '1' or '2' or '3', ..] or ['5', '4', ..] };

    /// <summary>Whether the statement waited too long or met other transactions: the data themselves were not rejected.</summary>
    public static bool IsOfOthers(Exception thrown) =>
        thrown
            is PostgresException
            {
                SqlState: PostgresErrorCodes.QueryCanceled
                    or PostgresErrorCodes.LockNotAvailable
                    or PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
            };

    /// <summary>Returns PostgreSQL's code and the name of the constraint, which contain nothing that a client sent.</summary>
    public static (string? SqlState, string? Constraint) Describe(Exception thrown) =>
        thrown is PostgresException exception ? (exception.SqlState, exception.ConstraintName) : default;
}
