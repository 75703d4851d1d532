using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Level of figures: region (регион), district (федеральный округ), federation (Российская Федерация).</summary>
public sealed class FigurePlaceLevelAttribute() : OneOfAttribute("region", "district", "federation");
