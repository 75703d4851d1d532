using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Exchange;

/// <summary>A row of a table as it stands there: cells with the kinds of their contents, where the file knows them.</summary>
internal sealed record TableRow(int Number, IReadOnlyList<string> Cells, IReadOnlyList<CellKind>? Kinds = null, Rule? Broken = null)
{
    public CellKind Kind(int column) => Kinds is null ? CellKind.Text : Kinds[column];

    /// <summary>A cell without the apostrophe that an export puts before what a spreadsheet would run.</summary>
    public static string Unarmed(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && cell[1] is ('=' or '+' or '-' or '@' or '\t' or '\r' or '\'') ? cell[1..] : cell;
}

/// <summary>What the columns of a table say, worked out once from its header; then each row is written as the document that POST takes.</summary>
internal sealed class Columns
{
    private static readonly JsonWriterOptions plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
    private readonly ObjectPlace document = new("");
    private readonly int width;
    private readonly bool[] isNamed,
        isRead;
    private readonly string[] texts;
    private readonly TemplateColumns? template;
    private readonly ArrayBufferWriter<byte> buffer = new(4096);

    private Columns(IReadOnlyList<string> header, TemplateColumns? template)
    {
        this.template = template;
        width = header.Count;
        isNamed = [.. header.Select(name => Clean.Text(name).Length > 0)];
        isRead = new bool[width];
        texts = new string[width];
    }

    /// <summary>How many columns of a row have names that are known: the header is where most have.</summary>
    public static int Known(IReadOnlyList<string> cells, ColumnPaths paths, TemplateColumns? template) =>
        cells.Select((name, i) => template?.Members[i] is not null || paths.Find(name) is not null).Count(isKnown => isKnown);

    /// <exception cref="RefusalException">Columns are not known or stand twice.</exception>
    public static Columns Of(IReadOnlyList<string> header, ColumnPaths paths, Reference reference, TemplateColumns? template)
    {
        var columns = new Columns(header, template);
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
                && !columns.document.Add(path, i, said?.EndsWith('?') == true, member => new(member, reference, regions))
            )
                twice.Add(header[i]);
            else
                columns.isRead[i] = path.Count > 0;
        }
        if (unknown.Count > 0)
            throw FileErrors.UnknownColumns.Refuse(Named(unknown, paths));
        if (twice.Count > 0)
            throw FileErrors.DuplicateColumns.Refuse(Named(twice, null));
        foreach (var (member, value) in template?.Defaults ?? new Dictionary<string, string>())
            columns.document.Default(member, value);
        return columns;
    }

    public FileRow Read(TableRow row)
    {
        if (row.Broken is { } rule)
            return new(row.Number, default, row.Cells, [rule.At("")]);
        var faults = new List<Fault>();
        Array.Fill(texts, "");
        for (var i = 0; i < row.Cells.Count; i++)
        {
            if (i < width && isRead[i])
                texts[i] = Text(row.Cells[i]);
            else if (row.Cells[i].Length > 0 && (i >= width || !isNamed[i]) && Clean.Text(row.Cells[i]).Length > 0)
                faults.Add(Rules.NoHeader.At("", i + 1));
        }
        buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(buffer, plain);
        json.WriteStartObject();
        document.WriteMembers(json, texts, row, "", faults);
        json.WriteEndObject();
        json.Flush();
        return new(row.Number, buffer.WrittenSpan.ToArray(), row.Cells, faults.Count > Checks.Most ? faults[..Checks.Most] : faults);
    }

    private string Text(string cell)
    {
        var text = Clean.Text(cell);
        return template is not null && text.Length is > 0 and < 20 && template.Absent.Contains(Clean.Bare(text)) ? "" : text;
    }

    private static Text Named(List<string> names, ColumnPaths? paths)
    {
        var listed = string.Join(", ", names.Take(20).Select(name => $"«{Short(Clean.Text(name))}»"));
        return paths is null
            ? new(listed, listed)
            : new($"Неизвестны: {listed}. Известны: {paths.Known}", $"Unknown: {listed}. Known: {paths.Known}");

        static string Short(string name) => name.Length <= 60 ? name : $"{name[..(char.IsHighSurrogate(name[59]) ? 59 : 60)]}…";
    }

    /// <summary>A place in the document: it writes itself unless its cells are empty.</summary>
    private abstract class Place(string name)
    {
        public string Name { get; } = name;
        protected JsonEncodedText Encoded { get; } = JsonEncodedText.Encode(name);

        public abstract bool IsEmpty(string[] texts);
        public abstract void Write(Utf8JsonWriter json, string[] texts, TableRow row, string parent, List<Fault> faults);
    }

    private sealed class ValuePlace(string name, Reading? reading) : Place(name)
    {
        private readonly List<int> columns = [];
        private bool isSaid;

        /// <summary>What empty cells mean; null where they mean nothing.</summary>
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

        public override void Write(Utf8JsonWriter json, string[] texts, TableRow row, string parent, List<Fault> faults)
        {
            if (Filled(texts) is >= 0 and var column)
                reading!.Write(json, Encoded, texts[column], row.Kind(column), parent, faults);
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

    private sealed class ObjectPlace(string name) : Place(name)
    {
        private readonly List<Place> places = [];

        /// <summary>The member that names this record by id, where the object stands in for the id.</summary>
        public ObjectPlace(string name, string id)
            : this(name) => Id = id;

        private string? Id { get; }

        public override bool IsEmpty(string[] texts) => places.All(p => p.IsEmpty(texts));

        public override void Write(Utf8JsonWriter json, string[] texts, TableRow row, string parent, List<Fault> faults)
        {
            json.WriteStartObject(Encoded);
            WriteMembers(json, texts, row, $"{parent}/{Name}", faults);
            json.WriteEndObject();
        }

        public void WriteMembers(Utf8JsonWriter json, string[] texts, TableRow row, string where, List<Fault> faults)
        {
            foreach (var place in places)
                if (!place.IsEmpty(texts) && !(place is ObjectPlace { Id: { } id } && places.Any(p => p.Name == id && !p.IsEmpty(texts))))
                    place.Write(json, texts, row, where, faults);
        }

        public void Default(string member, string value)
        {
            var place = places.Find(p => p.Name == member) as ValuePlace;
            if (place is null)
                places.Add(place = new(member, null));
            place.Default = value;
        }

        /// <summary>Puts a column at its path; false where one stands there already.</summary>
        public bool Add(IReadOnlyList<ColumnStep> path, int column, bool isLesser, Func<Member, Reading> reading)
        {
            var step = path[0];
            var there = places.Find(p => p.Name == step.Name);
            if (path.Count == 1)
            {
                if (there is null)
                    places.Add(there = new ValuePlace(step.Name, reading(step.Member!)));
                return there is ValuePlace value && value.Add(column, isLesser);
            }
            if (there is null)
                places.Add(
                    there = step.Index is null
                        ? step.Member is null
                            ? new ObjectPlace(step.Name, $"{step.Name}Id")
                            : new ObjectPlace(step.Name)
                        : new ListPlace(step.Name)
                );
            return there switch
            {
                ObjectPlace inner => inner.Add([.. path.Skip(1)], column, isLesser, reading),
                ListPlace list => list.Item(step.Index!.Value).Add([.. path.Skip(1)], column, isLesser, reading),
                _ => false,
            };
        }
    }

    private sealed class ListPlace(string name) : Place(name)
    {
        private readonly SortedList<int, ObjectPlace> items = [];

        public ObjectPlace Item(int index)
        {
            if (!items.TryGetValue(index, out var item))
                items.Add(index, item = new(""));
            return item;
        }

        public override bool IsEmpty(string[] texts) => items.Values.All(i => i.IsEmpty(texts));

        public override void Write(Utf8JsonWriter json, string[] texts, TableRow row, string parent, List<Fault> faults)
        {
            json.WriteStartArray(Encoded);
            var index = 0;
            foreach (var item in items.Values.Where(i => !i.IsEmpty(texts)))
            {
                json.WriteStartObject();
                item.WriteMembers(json, texts, row, $"{parent}/{Name}/{index++}", faults);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
    }
}

/// <summary>A step to a member: its name, of an item of a list its place from 0. Without a member it is a person who stands in for an id.</summary>
internal sealed record ColumnStep(string Name, Member? Member, int? Index = null);

/// <summary>The columns that a resource's tables may have: a path for each member, and its names.</summary>
internal sealed class ColumnPaths(Type record)
{
    private static readonly string[] reported = ["#row", "#outcome", "#key", "#faults"];
    private readonly Shape fields = Shape.Of(record.BaseType!);
    private readonly HashSet<string> answered =
    [
        .. Shape
            .Of(record)
            .Members.Select(m => m.Name)
            .Except(Shape.Of(record.BaseType!).Members.Where(m => !m.IsAnswerOnly).Select(m => m.Name)),
    ];

    public string Resource { get; } = record.GetCustomAttribute<RegistryAttribute>()!.Resource;

    /// <summary>The paths of all members, numbers of items left out.</summary>
    public IReadOnlyList<string> All => field ??= [.. Paths(fields, "")];

    /// <summary>All paths with their Russian names, for people.</summary>
    public string Known =>
        field ??= string.Join(", ", All.Select(path => Names.OfColumn(Resource, path) is [var name, ..] ? $"{path} ({name})" : path));

    /// <summary>What a column of this name says: no steps where it is passed over, null where nobody knows.</summary>
    public IReadOnlyList<ColumnStep>? Find(string header)
    {
        var name = Clean.Text(header);
        if (name.Length is 0 or > 300)
            return null;
        if (reported.Contains(name))
            return [];
        if (Parse(name) is { } path)
            return path;
        if (answered.Contains(name.Split('.')[0]))
            return [];
        var bare = Clean.Bare(name);
        if (Names.Column(Resource, bare) is { } called)
            return Parse(called);
        var number = bare.AsSpan()[bare.AsSpan().TrimEnd("0123456789").Length..]; // «Должность 2»
        return
            number.Length is > 0 and < 4
            && Names.Column(Resource, bare[..^number.Length]) is { } item
            && Parse(item) is { Count: > 1 } steps
            && steps[0].Index is not null
            ? Parse($"{steps[0].Name}.{number}{item[steps[0].Name.Length..]}")
            : null;
    }

    /// <summary>The steps of a path such as <c>employments.2.positionCode</c>.</summary>
    public IReadOnlyList<ColumnStep>? Parse(string path)
    {
        var steps = new List<ColumnStep>();
        var shape = fields;
        var parts = path.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            if (shape is null)
                return null;
            if (Person(shape, parts[i]) is { } person && i + 1 < parts.Length)
            {
                steps.Add(new(person, null));
                shape = Shape.Of(typeof(NamedPerson));
                continue;
            }
            if (
                shape.Members.FirstOrDefault(m => !m.IsAnswerOnly && m.Name.Equals(parts[i], StringComparison.OrdinalIgnoreCase))
                is not { } member
            )
                return null;
            int? index = null;
            if (member is { Kind: Kind.List, ItemKind: Kind.Object } && i + 1 < parts.Length)
            {
                index = 0;
                if (
                    int.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number >= 1
                    && number <= member.Items!.Max
                    && i + 2 < parts.Length
                )
                {
                    index = number - 1;
                    i++;
                }
            }
            steps.Add(new(member.Name, member, index));
            shape = member.Inner;
        }
        return steps;
    }

    private static IEnumerable<string> Paths(Shape shape, string parent)
    {
        foreach (var member in shape.Members.Where(m => !m.IsAnswerOnly))
        {
            yield return parent + member.Name;
            if (member.Inner is not null)
                foreach (var path in Paths(member.Inner, $"{parent}{member.Name}."))
                    yield return path;
            if (Person(shape, member.Name[..^Math.Min(2, member.Name.Length)]) is { } person)
                foreach (var path in Paths(Shape.Of(typeof(NamedPerson)), $"{parent}{person}."))
                    yield return path;
        }
    }

    // educator, where there is an educatorId.
    private static string? Person(Shape shape, string name) =>
        shape
            .Members.FirstOrDefault(m => m.RefersTo == "educators" && m.Name.Equals($"{name}Id", StringComparison.OrdinalIgnoreCase))
            ?.Name[..^2];
}
