namespace Efs.Api.Kernel;

/// <summary>What others ask of the feed of changes.</summary>
public interface IFeed
{
    /// <summary>The scope by which one follows it.</summary>
    const string Scope = "exchange:read";

    /// <summary>The cursor of now, or of the snapshot that is being read: who goes on after it has missed nothing.</summary>
    Task<string> Head(CancellationToken cancellationToken);
}
