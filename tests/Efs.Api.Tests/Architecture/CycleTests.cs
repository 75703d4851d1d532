using System.Reflection;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Architecture;

/// <summary>No two files know each other, directly or by way of others, so each can be read without the rest of a circle.</summary>
public sealed class CycleTests
{
    [Fact]
    public void No_file_uses_itself_by_way_of_others() => Found.Nothing(Cycles(typeof(App).Assembly, _ => true));

    [Fact]
    public void Files_that_use_each_other_are_caught() =>
        Assert.Equal(
            ["One.cs -> Other.cs -> One.cs"],
            Cycles(typeof(CycleTests).Assembly, type => type.Namespace == typeof(Cycle.One).Namespace)
        );

    // The shortest way from each file back to itself, each circle once.
    private static IEnumerable<string> Cycles(Assembly assembly, Func<Type, bool> isJudged)
    {
        var uses = Graph(assembly, isJudged);
        return uses
            .Keys.Select(file => Circle(uses, file))
            .OfType<List<string>>()
            .DistinctBy(circle => string.Join(' ', circle.Order(StringComparer.Ordinal)))
            .Select(circle => string.Join(" -> ", circle.Append(circle[0]).Select(Path.GetFileName)))
            .Order(StringComparer.Ordinal);
    }

    // A type that is declared in several files makes one of them.
    private static Dictionary<string, HashSet<string>> Graph(Assembly assembly, Func<Type, bool> isJudged)
    {
        var files = new SourceFiles(assembly);
        var types = assembly.GetTypes().Where(t => isJudged(t) && files.Of(t).Count > 0).ToList();
        var whole = new Dictionary<string, string>();
        foreach (var parts in types.Select(files.Of).Where(parts => parts.Count > 1))
        foreach (var part in parts)
            whole[part] = parts.Min(StringComparer.Ordinal)!;
        var graph = new Dictionary<string, HashSet<string>>();
        foreach (var type in types)
        {
            var here = FileOf(type);
            if (!graph.TryGetValue(here, out var used))
                graph[here] = used = [];
            used.UnionWith(Uses.Of(type).Where(t => t.Assembly == assembly && isJudged(t) && files.Of(t).Count > 0).Select(FileOf));
            used.Remove(here);
        }
        return graph;

        string FileOf(Type type) => files.Of(type).Select(file => whole.GetValueOrDefault(file, file)).Min(StringComparer.Ordinal)!;
    }

    private static List<string>? Circle(Dictionary<string, HashSet<string>> uses, string start)
    {
        var cameFrom = new Dictionary<string, string>();
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var file))
            foreach (var next in uses[file])
            {
                if (next == start)
                    return [.. Way(file).Reverse()];
                if (cameFrom.TryAdd(next, file))
                    queue.Enqueue(next);
            }
        return null;

        IEnumerable<string> Way(string file)
        {
            for (; file != start; file = cameFrom[file])
                yield return file;
            yield return start;
        }
    }
}
