using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>What a row of figures is of.</summary>
public sealed class FigurePlaceLevelAttribute() : OneOfAttribute("region", "district", "federation");
