namespace Efs.Api.Modules.Analytics;

/// <summary>What the store does not hold or count as the tables do.</summary>
/// <param name="Subject">The name of a fact, or a count of an indicator with its period and place.</param>
/// <param name="Lacking">Rows that the store lacks, or by how much it counts too few.</param>
/// <param name="Beyond">Rows that only the store has, or by how much it counts too many.</param>
internal sealed record StatisticsDifference(string Subject, long Lacking, long Beyond);
