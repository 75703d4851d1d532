using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Bench;

/// <summary>What a client remembers, a line of JSON each: it outlives the client.</summary>
internal sealed class Journal(string file) : IDisposable
{
    private readonly StreamWriter lines = new(file, append: true) { AutoFlush = true };
    private readonly Lock writing = new();

    public void Add<T>(T entry)
    {
        var line = JsonSerializer.Serialize(entry, Json.Options);
        lock (writing)
            lines.WriteLine(line);
    }

    public static IEnumerable<T> Read<T>(string file) => File.ReadLines(file).Select(l => JsonSerializer.Deserialize<T>(l, Json.Options)!);

    public void Dispose() => lines.Dispose();
}
