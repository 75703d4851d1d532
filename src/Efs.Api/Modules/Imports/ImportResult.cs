using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>How an import ended.</summary>
internal sealed record ImportResult(string State, ProblemException? Problem);
