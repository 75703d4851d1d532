using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Whether a repeated diagnostic is comparable with that of a trajectory.</summary>
internal sealed class DiagnosticComparability(Db db)
{
    private static readonly Sql<bool> isComparable = new(
        """
        SELECT true
        FROM trajectories.diagnostic b
        JOIN trajectories.instrument bi ON bi.id = b.instrument_id
        JOIN trajectories.instrument ai ON ai.code = bi.code AND ai.region_code = bi.region_code
        JOIN trajectories.diagnostic a ON a.instrument_id = ai.id AND a.educator_id = b.educator_id AND a.region_code = b.region_code
        WHERE b.id = @basisId AND b.region_code = @regionCode
          AND a.id = @diagnosticId AND a.id <> b.id AND a.stage = 'repeated' AND a.taken_on >= b.taken_on
        FOR SHARE OF a, b -- neither is corrected or removed meanwhile
        """
    );

    /// <exception cref="ProblemException">
    /// It is not a repeated diagnostic of the same educator, by an edition of the same instrument, taken after the trajectory's
    /// own diagnostic.
    /// </exception>
    public async Task EnsureComparable(Trajectory current, Guid diagnosticId, string where, CancellationToken cancellationToken)
    {
        if (current.DiagnosticId is null)
            throw TrajectoryErrors.NotComparable.ToException([Rules.WithoutBasis.At(where)]);
        if (
            !await db.QuerySingleOrDefault(
                isComparable,
                new
                {
                    basisId = current.DiagnosticId,
                    diagnosticId,
                    current.RegionCode,
                },
                cancellationToken
            )
        )
            throw TrajectoryErrors.NotComparable.ToException([Rules.NotComparable.At(where)]);
    }
}
