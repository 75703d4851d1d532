namespace Efs.Api.Platform.Resources;

/// <summary>A list that can be sorted.</summary>
internal interface ISortable
{
    /// <summary>The message of the list.</summary>
    Type List { get; }

    /// <summary>The names of the members by which it can be sorted.</summary>
    IReadOnlyList<string> Sorts { get; }
}
