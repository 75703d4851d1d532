using System.Text.Json;

namespace Efs.Api.Modules.Imports;

/// <summary>How an import ended.</summary>
internal sealed record ImportResult(string State, StoredError? Problem);
