namespace Efs.Api.Tests.Support;

/// <summary>Tests that measure the process: they run by themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
