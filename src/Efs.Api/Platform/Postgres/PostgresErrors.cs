using Efs.Api.Kernel;
using Npgsql;
using Polly.CircuitBreaker;

namespace Efs.Api.Platform.Postgres;

/// <summary>What an exception of the database means to a caller, and what of it may be logged.</summary>
internal static class PostgresErrors
{
    /// <summary>The error of the catalogue that the exception is; null when it is our own fault.</summary>
    public static Error? Translate(Exception thrown, Catalogue catalogue) =>
        thrown switch
        {
            PostgresException { ConstraintName: { } name } when catalogue.ByConstraint.TryGetValue(name, out var error) => error,
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => CommonErrors.TookTooLong,
            PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } =>
                CommonErrors.Unavailable, // tried again several times already
            BrokenCircuitException => CommonErrors.Unavailable,
            _ => Resilience.IsLost(thrown) ? CommonErrors.Unavailable : null,
        };

    /// <summary>PostgreSQL's code and the constraint's name: nothing that repeats what a client sent.</summary>
    public static (string? SqlState, string? Constraint) Describe(Exception thrown) =>
        thrown is PostgresException exception ? (exception.SqlState, exception.ConstraintName) : default;
}
