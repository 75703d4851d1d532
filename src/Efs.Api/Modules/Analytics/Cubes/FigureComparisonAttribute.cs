using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>What figures are compared with: previous (предыдущий период).</summary>
public sealed class FigureComparisonAttribute() : OneOfAttribute("previous");
