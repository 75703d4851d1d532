using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Efs.Api.Platform.OpenApi;

/// <summary>Reads summaries, remarks and examples of types and properties from the XML documentation file.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, XElement> byName;

    public XmlDocumentation(Assembly assembly) =>
        byName = XDocument
            .Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(m => (string)m.Attribute("name")!);

    /// <exception cref="InvalidOperationException">The type has no summary: everything in the contract must have a description.</exception>
    public string Of(Type type) => Summary($"T:{Named(type)}") ?? throw new InvalidOperationException($"{type} has no summary");

    public string Of(PropertyInfo property) =>
        Element(property) is { } found
            ? Text(found.Element("summary")!)
            : throw new InvalidOperationException($"{property.DeclaringType}.{property.Name} has no summary");

    /// <summary>The remarks of a type, if it has any.</summary>
    public string? RemarksOf(Type type) =>
        byName.GetValueOrDefault($"T:{Named(type)}")?.Element("remarks") is { } remarks ? Text(remarks) : null;

    public string? ExampleOf(PropertyInfo property) => Element(property)?.Element("example")?.Value.Trim();

    // A property may take its summary from the interface that it implements.
    private XElement? Element(PropertyInfo property) =>
        new[] { property.DeclaringType! }
            .Concat(property.DeclaringType!.GetInterfaces())
            .Select(type => byName.GetValueOrDefault($"P:{Named(type)}.{property.Name}"))
            .FirstOrDefault(m => m?.Element("summary") is not null);

    private string? Summary(string name) => byName.GetValueOrDefault(name)?.Element("summary") is { } summary ? Text(summary) : null;

    private static string Named(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Text(XElement element) =>
        Spaces()
            .Replace(
                string.Concat(
                    element
                        .Nodes()
                        .Select(node =>
                            node switch
                            {
                                XText text => text.Value,
                                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                                XElement see => ((string?)see.Attribute("cref") ?? see.Value).Split('.', ':')[^1],
                                _ => "",
                            }
                        )
                ),
                " "
            )
            .Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
