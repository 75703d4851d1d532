using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Stories;

/// <summary>A question of a document of stories: the fact, the request and the abbreviated answer.</summary>
internal sealed record Question(int Fact, string Request, string Answer);

/// <summary>
/// A document that tells facts, each with a request and its answer. An answer is abbreviated to the members that the document names;
/// <c>"[188]"</c> at the end of a list stands for the rest of its 188 elements.
/// </summary>
internal sealed partial class StoryDocument(string path)
{
    private const int MaxLine = 120;
    private static readonly JsonSerializerOptions inline = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string text = File.ReadAllText(Repository.File(path)).ReplaceLineEndings("\n");

    public IReadOnlyList<Question> Questions()
    {
        var (questions, fact) = (new List<Question>(), 0);
        foreach (Match match in Part().Matches(text))
            if (match.Groups["fact"].Success)
                fact = int.Parse(match.Groups["fact"].ValueSpan, provider: null);
            else
                questions.Add(new(fact, match.Groups["request"].Value, match.Groups["answer"].Value));
        return questions;
    }

    /// <summary>The document with these answers, in the order of its questions.</summary>
    public string With(IEnumerable<string> answers)
    {
        var next = new Queue<string>(answers);
        return Part()
            .Replace(
                text,
                m =>
                    m.Groups["answer"] is { Success: true } old
                        ? m.Value[..(old.Index - m.Index)] + next.Dequeue() + m.Value[(old.Index - m.Index + old.Length)..]
                        : m.Value
            );
    }

    /// <summary>The part of an answer that has the form of what a document shows of it.</summary>
    public static string Abbreviate(JsonNode? answer, JsonNode? shown) => Format(Part(answer, shown), 0);

    private static JsonNode? Part(JsonNode? answer, JsonNode? shown) =>
        (answer, shown) switch
        {
            (JsonObject members, JsonObject named) => new JsonObject(
                named.Select(n => KeyValuePair.Create(n.Key, Part(members[n.Key], n.Value)))
            ),
            (JsonArray items, JsonArray { Count: > 0 } forms) => new JsonArray([.. Items(items, forms)]),
            _ => answer?.DeepClone(),
        };

    private static IEnumerable<JsonNode?> Items(JsonArray items, JsonArray forms)
    {
        var isCounted = forms[^1] is JsonValue last && last.TryGetValue<string>(out var rest) && rest.StartsWith('[');
        var whole = isCounted ? forms.Count - 1 : items.Count;
        var parts = items.Take(whole).Select((item, i) => Part(item, forms[Math.Min(i, forms.Count - 1)]));
        return isCounted ? parts.Append($"[{items.Count}]") : parts;
    }

    private static string Format(JsonNode? node, int indent)
    {
        var line = Inline(node);
        var inner = new string(' ', indent + 2);
        if (line.Length + indent <= MaxLine || node is JsonValue or null)
            return line;
        var (open, parts, close) = node is JsonObject members
            ? ("{", members.Select(m => $"{JsonSerializer.Serialize(m.Key)}: {Format(m.Value, indent + 2)}"), "}")
            : ("[", node.AsArray().Select(item => Format(item, indent + 2)), "]");
        return $"{open}\n{string.Join(",\n", parts.Select(p => inner + p))}\n{inner[2..]}{close}";
    }

    private static string Inline(JsonNode? node) =>
        node switch
        {
            JsonObject { Count: > 0 } members => $"{{ {string.Join(", ", members.Select(m => $"\"{m.Key}\": {Inline(m.Value)}"))} }}",
            JsonArray items => $"[{string.Join(", ", items.Select(Inline))}]",
            null => "null",
            _ => node.ToJsonString(inline),
        };

    [GeneratedRegex(
        "^### (?<fact>[0-9]+)[.]|^```http\nGET (?<request>[^\n]+)\n```\n\n```json\n(?<answer>.+?)\n```$",
        RegexOptions.Multiline | RegexOptions.Singleline
    )]
    private static partial Regex Part();
}
