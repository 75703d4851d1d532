namespace Efs.Api.Kernel;

/// <summary>The way in which a client sent records.</summary>
public enum PushMethod
{
    Write,
    Import,
    Reconciliation,
}

/// <summary>
/// Way in which records were sent: write (single writes), import (a file), reconciliation (hashes of the same documents).
/// </summary>
public sealed class PushMethodAttribute() : OneOfAttribute([.. Enum.GetValues<PushMethod>().Select(NameOf)])
{
    internal static string NameOf(PushMethod method) => method.ToString().ToLowerInvariant();
}
