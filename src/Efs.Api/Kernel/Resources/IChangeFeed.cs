namespace Efs.Api.Kernel;

/// <summary>The feed of changes, as other modules use it.</summary>
internal interface IChangeFeed
{
    /// <summary>The scope needed to read the feed.</summary>
    static readonly string Scope = "exchange:read";

    /// <summary>The current end of the feed in each of the caller's regions; inside a snapshot, that of the snapshot.</summary>
    Task<FeedPosition> Head(CancellationToken cancellationToken);

    /// <summary>The position before the oldest change that is kept.</summary>
    Task<FeedPosition> Oldest(CancellationToken cancellationToken);

    /// <summary>Reads the changes after a position; without one, from the oldest change kept.</summary>
    /// <exception cref="ProblemException"><see cref="ChangeErrors.TooOld"/>: the changes after the position are no longer kept.</exception>
    Task<FeedPage> ReadAfter(
        FeedPosition? after,
        IReadOnlyCollection<string> regions,
        IEnumerable<string> resources,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>The records that changed after a position, up to another one.</summary>
    /// <returns>The records, null if they are more than <paramref name="most"/>.</returns>
    /// <exception cref="ProblemException"><see cref="ChangeErrors.TooOld"/>: the changes after the position are no longer kept.</exception>
    Task<IReadOnlyList<ChangedRecord>?> ChangedRecords(
        FeedPosition after,
        FeedPosition through,
        IEnumerable<string> resources,
        int most,
        CancellationToken cancellationToken
    );

    /// <summary>The position as an encrypted cursor for clients.</summary>
    string ToCursor(FeedPosition position);

    /// <exception cref="ProblemException">The text is no cursor of the feed.</exception>
    FeedPosition FromCursor(string cursor);
}

/// <summary>A part of the feed.</summary>
/// <param name="Changes">The changes, those of one region in the order of their commits.</param>
/// <param name="End">The position to continue from.</param>
/// <param name="HasMore">Whether there are more changes.</param>
internal sealed record FeedPage(IReadOnlyList<RecordChange> Changes, FeedPosition End, bool HasMore);

/// <summary>A record that changed.</summary>
internal sealed record ChangedRecord
{
    public required string Resource { get; init; }
    public required Guid Id { get; init; }
}
