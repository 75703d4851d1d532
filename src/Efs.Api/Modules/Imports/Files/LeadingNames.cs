using System.Text.RegularExpressions;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Finds a value by a name that begins a text, where value-names.csv lets further words follow (…): «учитель математики», «зам. директора
/// по УВР». A word with a full stop stands for any word that it begins. A text that names two values has none.
/// </summary>
internal sealed partial class LeadingNames
{
    private const char Open = '…';

    private readonly List<Name> names;
    private readonly HashSet<string> firstWords;

    private sealed record Name(string Value, IReadOnlyList<Word> Words, bool IsOpen);

    private readonly record struct Word(string Text, bool IsShortened)
    {
        public bool Matches(Word full) =>
            IsShortened && Text.Length > 1 ? full.Text.StartsWith(Text, StringComparison.Ordinal) : Text == full.Text;
    }

    public LeadingNames(IEnumerable<(string Value, string Name)> names)
    {
        this.names = [.. names.Select(n => new Name(n.Value, WordsOf(n.Name), IsOpen(n.Name))).Where(n => n.Words.Count > 0)];
        firstWords = [.. this.names.Select(n => n.Words[0].Text)];
    }

    /// <summary>Whether further words may follow the name.</summary>
    public static bool IsOpen(string name) => name.EndsWith(Open);

    public string? Find(string text)
    {
        var words = WordsOf(text);
        var found = names.Where(n => Begins(n, words, 0) && (n.IsOpen || n.Words.Count == words.Count)).ToList();
        if (found.Count == 0)
            return null;
        var length = found.Max(n => n.Words.Count);
        string[] values = [.. found.Where(n => n.Words.Count == length).Select(n => n.Value).Distinct()];
        return values.Length == 1 && !Enumerable.Range(length, words.Count - length).Any(at => NamesAnother(words, at)) ? values[0] : null;
    }

    // A shortened word alone says too little: «нач. классов» is no «начальник».
    private bool NamesAnother(IReadOnlyList<Word> words, int at) =>
        firstWords.Contains(words[at].Text) || names.Exists(n => n.Words.Count > 1 && Begins(n, words, at));

    private static bool Begins(Name name, IReadOnlyList<Word> words, int at) =>
        name.Words.Count <= words.Count - at && !name.Words.Where((word, i) => !words[at + i].Matches(word)).Any();

    private static List<Word> WordsOf(string text) =>
        [.. WordPattern().Matches(TextNormalizer.SearchKey(text)).Select(m => new Word(m.Groups[1].Value, m.Groups[2].Length > 0))];

    [GeneratedRegex(@"([\p{L}\p{Nd}]+)(\.?)", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();
}
