using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// What is kept of an import in the words of its file: it may name people, so it is encrypted, and shown to the client that sent the file.
/// </summary>
internal sealed record ImportContent
{
    public IReadOnlyList<string>? Sheets { get; init; }
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>The first errors of rows.</summary>
    public IReadOnlyList<StoredError> Errors { get; init; } = [];

    /// <summary>Why the import ended before the last row, with what is wrong in the file.</summary>
    public StoredError? Problem { get; init; }

    public static ImportContent Open(Cipher cipher, Guid importId, byte[]? content) =>
        content is null ? new() : cipher.Open<ImportContent>(content, AssociatedData(importId));

    public byte[] Seal(Cipher cipher, Guid importId) => cipher.Seal(this, AssociatedData(importId));

    private static string AssociatedData(Guid importId) => $"import {importId}";
}
