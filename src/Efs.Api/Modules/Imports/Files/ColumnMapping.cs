using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Maps the columns of a table to properties by its header, then converts each row to a document of POST.</summary>
internal sealed class ColumnMapping
{
    private static readonly JsonWriterOptions plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
    private readonly ObjectTarget document = new("");
    private readonly int width;
    private readonly bool[] isNamed,
        isRead;
    private readonly string[] texts;
    private readonly TemplateColumns? template;
    private readonly ArrayBufferWriter<byte> buffer = new(4096);

    private ColumnMapping(IReadOnlyList<string> header, TemplateColumns? template)
    {
        this.template = template;
        width = header.Count;
        isNamed = [.. header.Select(name => TextNormalizer.Normalize(name).Length > 0)];
        isRead = new bool[width];
        texts = new string[width];
    }

    /// <summary>The number of cells that are names of known columns: the header has the most.</summary>
    public static int Known(IReadOnlyList<string> cells, ColumnPaths paths, TemplateColumns? template) =>
        cells.Select((name, i) => template?.Members[i] is not null || paths.Find(name) is not null).Count(isKnown => isKnown);

    /// <exception cref="ProblemException">Columns are unknown or occur twice.</exception>
    public static ColumnMapping Of(IReadOnlyList<string> header, ColumnPaths paths, Reference reference, TemplateColumns? template)
    {
        var columns = new ColumnMapping(header, template);
        var regions = new Lazy<RegionNames>(() => new(reference));
        var (unknown, twice) = (new List<string>(), new List<string>());
        for (var i = 0; i < header.Count; i++)
        {
            if (!columns.isNamed[i])
                continue;
            var said = template?.Members[i];
            if ((said is null ? paths.Find(header[i]) : paths.Parse(said.TrimEnd('?'))) is not { } path)
                unknown.Add(header[i]);
            else if (
                path.Count > 0
                && !columns.document.Add(path, i, said?.EndsWith('?') == true, property => new(property, reference, regions))
            )
                twice.Add(header[i]);
            else
                columns.isRead[i] = path.Count > 0;
        }
        if (unknown.Count > 0)
            throw FileErrors.UnknownColumns.ToException(Named(unknown, paths));
        if (twice.Count > 0)
            throw FileErrors.DuplicateColumns.ToException(Named(twice, null));
        foreach (var (member, value) in template?.Defaults ?? new Dictionary<string, string>())
            columns.document.Default(member, value);
        return columns;
    }

    public FileRow Read(TabularRow row)
    {
        if (row.Broken is { } rule)
            return new(row.Number, default, row.Cells, [rule.At("")]);
        var errors = new List<ValidationError>();
        Array.Fill(texts, "");
        for (var i = 0; i < row.Cells.Count; i++)
        {
            if (i < width && isRead[i])
                texts[i] = Text(row.Cells[i]);
            else if (row.Cells[i].Length > 0 && (i >= width || !isNamed[i]) && TextNormalizer.Normalize(row.Cells[i]).Length > 0)
                errors.Add(Rules.NoHeader.At("", i + 1));
        }
        buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(buffer, plain);
        json.WriteStartObject();
        document.WriteMembers(json, texts, row, "", errors);
        json.WriteEndObject();
        json.Flush();
        return new(
            row.Number,
            buffer.WrittenSpan.ToArray(),
            row.Cells,
            errors.Count > ValidationContext.MaxErrors ? errors[..ValidationContext.MaxErrors] : errors
        );
    }

    private string Text(string cell)
    {
        var text = TextNormalizer.Normalize(cell);
        return template is not null && text.Length is > 0 and < 20 && template.Absent.Contains(TextNormalizer.ComparisonKey(text))
            ? ""
            : text;
    }

    private static LocalizedText Named(List<string> names, ColumnPaths? paths)
    {
        var listed = string.Join(", ", names.Take(20).Select(name => $"«{Short(TextNormalizer.Normalize(name))}»"));
        return paths is null
            ? new(listed, listed)
            : new($"Неизвестны: {listed}. Известны: {paths.Known}", $"Unknown: {listed}. Known: {paths.Known}");

        static string Short(string name) => name.Length <= 60 ? name : $"{name[..(char.IsHighSurrogate(name[59]) ? 59 : 60)]}…";
    }

    /// <summary>A part of the document that columns fill; it is left out where their cells are empty.</summary>
    private abstract class ColumnTarget(string name)
    {
        public string Name { get; } = name;
        protected JsonEncodedText Encoded { get; } = JsonEncodedText.Encode(name);

        public abstract bool IsEmpty(string[] texts);
        public abstract void Write(Utf8JsonWriter json, string[] texts, TabularRow row, string parent, List<ValidationError> errors);
    }

    private sealed class ValueTarget(string name, CellParser? reading) : ColumnTarget(name)
    {
        private readonly List<int> columns = [];
        private bool isSaid;

        /// <summary>The value of empty cells; null where they have none.</summary>
        public string? Default { get; set; }

        public bool Add(int column, bool isLesser)
        {
            if (!isLesser && isSaid)
                return false;
            columns.Insert(isLesser ? columns.Count : 0, column);
            isSaid |= !isLesser;
            return true;
        }

        public override bool IsEmpty(string[] texts) => Default is null && Filled(texts) < 0;

        public override void Write(Utf8JsonWriter json, string[] texts, TabularRow row, string parent, List<ValidationError> errors)
        {
            if (Filled(texts) is >= 0 and var column)
                reading!.Write(json, Encoded, texts[column], row.Kind(column), parent, errors);
            else
                json.WriteString(Encoded, Default);
        }

        private int Filled(string[] texts)
        {
            foreach (var column in columns)
                if (texts[column].Length > 0)
                    return column;
            return -1;
        }
    }

    private sealed class ObjectTarget(string name) : ColumnTarget(name)
    {
        private readonly List<ColumnTarget> places = [];

        /// <summary>An object that describes a record in place of the property that holds its id.</summary>
        public ObjectTarget(string name, string id)
            : this(name) => Id = id;

        private string? Id { get; }

        public override bool IsEmpty(string[] texts) => places.All(p => p.IsEmpty(texts));

        public override void Write(Utf8JsonWriter json, string[] texts, TabularRow row, string parent, List<ValidationError> errors)
        {
            json.WriteStartObject(Encoded);
            WriteMembers(json, texts, row, $"{parent}/{Name}", errors);
            json.WriteEndObject();
        }

        public void WriteMembers(Utf8JsonWriter json, string[] texts, TabularRow row, string where, List<ValidationError> errors)
        {
            foreach (var target in places)
                if (
                    !target.IsEmpty(texts) && !(target is ObjectTarget { Id: { } id } && places.Any(p => p.Name == id && !p.IsEmpty(texts)))
                )
                    target.Write(json, texts, row, where, errors);
        }

        public void Default(string member, string value)
        {
            var target = places.Find(p => p.Name == member) as ValueTarget;
            if (target is null)
                places.Add(target = new(member, null));
            target.Default = value;
        }

        /// <summary>Adds a column at its path; false where the path is taken.</summary>
        public bool Add(IReadOnlyList<ColumnStep> path, int column, bool isLesser, Func<SchemaProperty, CellParser> reading)
        {
            var step = path[0];
            var there = places.Find(p => p.Name == step.Name);
            if (path.Count == 1)
            {
                if (there is null)
                    places.Add(there = new ValueTarget(step.Name, reading(step.Property!)));
                return there is ValueTarget value && value.Add(column, isLesser);
            }
            if (there is null)
                places.Add(
                    there = step.Index is null
                        ? step.Property is null
                            ? new ObjectTarget(step.Name, $"{step.Name}Id")
                            : new ObjectTarget(step.Name)
                        : new ListTarget(step.Name)
                );
            return there switch
            {
                ObjectTarget inner => inner.Add([.. path.Skip(1)], column, isLesser, reading),
                ListTarget list => list.Item(step.Index!.Value).Add([.. path.Skip(1)], column, isLesser, reading),
                _ => false,
            };
        }
    }

    private sealed class ListTarget(string name) : ColumnTarget(name)
    {
        private readonly SortedList<int, ObjectTarget> items = [];

        public ObjectTarget Item(int index)
        {
            if (!items.TryGetValue(index, out var item))
                items.Add(index, item = new(""));
            return item;
        }

        public override bool IsEmpty(string[] texts) => items.Values.All(i => i.IsEmpty(texts));

        public override void Write(Utf8JsonWriter json, string[] texts, TabularRow row, string parent, List<ValidationError> errors)
        {
            json.WriteStartArray(Encoded);
            var index = 0;
            foreach (var item in items.Values.Where(i => !i.IsEmpty(texts)))
            {
                json.WriteStartObject();
                item.WriteMembers(json, texts, row, $"{parent}/{Name}/{index++}", errors);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
    }
}
