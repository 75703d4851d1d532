using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>What the store equals: the tables at a position of the feed.</summary>
/// <param name="Version">Counts the changes of the store's content.</param>
/// <param name="Position">The position: the last commit of each region that the store has.</param>
/// <param name="AsOf">When the database was last seen to have nothing newer.</param>
internal sealed record StatisticsState(long Version, FeedPosition Position, DateTime AsOf);
