using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>The columns that a resource's tables may have: a path for each member, and its names.</summary>
internal sealed class ColumnPaths(Type record)
{
    private static readonly string[] reported = ["#row", "#outcome", "#key", "#errors"];
    private readonly Schema fields = Schema.For(record.BaseType!);
    private readonly HashSet<string> answered =
    [
        .. Schema
            .For(record)
            .Properties.Select(m => m.Name)
            .Except(Schema.For(record.BaseType!).Properties.Where(m => !m.IsResponseOnly).Select(m => m.Name)),
    ];

    public string Resource { get; } = ResourceCatalogue.Get(record).Name;

    /// <summary>The paths of all members, numbers of items left out.</summary>
    public IReadOnlyList<string> All => field ??= [.. Paths(fields, "")];

    /// <summary>All paths with their Russian names, for people.</summary>
    public string Known =>
        field ??= string.Join(
            ", ",
            All.Select(path => ColumnAliases.OfColumn(Resource, path) is [var name, ..] ? $"{path} ({name})" : path)
        );

    /// <summary>What a column of this name says: no steps where it is passed over, null where nobody knows.</summary>
    public IReadOnlyList<ColumnStep>? Find(string header)
    {
        var name = TextNormalizer.Normalize(header);
        if (name.Length is 0 or > 300)
            return null;
        if (reported.Contains(name))
            return [];
        if (Parse(name) is { } path)
            return path;
        if (answered.Contains(name.Split('.')[0]))
            return [];
        var bare = TextNormalizer.ComparisonKey(name);
        if (ColumnAliases.Column(Resource, bare) is { } called)
            return Parse(called);
        var number = bare.AsSpan()[bare.AsSpan().TrimEnd("0123456789").Length..]; // «Должность 2»
        return
            number.Length is > 0 and < 4
            && ColumnAliases.Column(Resource, bare[..^number.Length]) is { } item
            && Parse(item) is { Count: > 1 } steps
            && steps[0].Index is not null
            ? Parse($"{steps[0].Name}.{number}{item[steps[0].Name.Length..]}")
            : null;
    }

    /// <summary>The steps of a path such as <c>employments.2.positionCode</c>.</summary>
    public IReadOnlyList<ColumnStep>? Parse(string path)
    {
        var steps = new List<ColumnStep>();
        var schema = fields;
        var parts = path.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            if (schema is null)
                return null;
            if (Person(schema, parts[i]) is { } person && i + 1 < parts.Length)
            {
                steps.Add(new(person, null));
                schema = Schema.For(typeof(PersonDescription));
                continue;
            }
            if (
                schema.Properties.FirstOrDefault(m => !m.IsResponseOnly && m.Name.Equals(parts[i], StringComparison.OrdinalIgnoreCase))
                is not { } property
            )
                return null;
            int? index = null;
            if (property is { JsonKind: JsonKind.List, ItemJsonKind: JsonKind.Object } && i + 1 < parts.Length)
            {
                index = 0;
                if (
                    int.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number >= 1
                    && number <= property.Items!.Max
                    && i + 2 < parts.Length
                )
                {
                    index = number - 1;
                    i++;
                }
            }
            steps.Add(new(property.Name, property, index));
            schema = property.Schema;
        }
        return steps;
    }

    private static IEnumerable<string> Paths(Schema schema, string parent)
    {
        foreach (var property in schema.Properties.Where(m => !m.IsResponseOnly))
        {
            yield return parent + property.Name;
            if (property.Schema is not null)
                foreach (var path in Paths(property.Schema, $"{parent}{property.Name}."))
                    yield return path;
            if (Person(schema, property.Name[..^Math.Min(2, property.Name.Length)]) is { } person)
                foreach (var path in Paths(Schema.For(typeof(PersonDescription)), $"{parent}{person}."))
                    yield return path;
        }
    }

    // educator, where there is an educatorId.
    private static string? Person(Schema schema, string name) =>
        schema
            .Properties.FirstOrDefault(m =>
                m.RefersTo == IEducatorDirectory.Resource && m.Name.Equals($"{name}Id", StringComparison.OrdinalIgnoreCase)
            )
            ?.Name[..^2];
}

/// <summary>
/// One segment of a column's path: a property name or an index in a list. A null property means a person given in place of an id.
/// </summary>
internal sealed record ColumnStep(string Name, SchemaProperty? Property, int? Index = null);
