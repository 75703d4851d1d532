using System.Globalization;
using System.Reflection;

namespace Efs.Api.Kernel;

/// <summary>One validation error of a request.</summary>
/// <param name="Location">A JSON Pointer into the body, or the name of a parameter.</param>
/// <param name="Code">Stable kebab-case name.</param>
/// <param name="Message">What would be right. Never repeats the value.</param>
public sealed record ValidationError(string Location, string Code, LocalizedText Message)
{
    public bool IsParameter => Location.Length > 0 && Location[0] != '/';
}
