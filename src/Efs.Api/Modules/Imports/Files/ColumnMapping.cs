using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;

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
    private readonly string resource;
    private readonly string[] names;
    private readonly CellParser?[] parsers;
    private readonly DateOrder[] dates;
    private readonly ArrayBufferWriter<byte> buffer = new(4096);

    private ColumnMapping(IReadOnlyList<string> header, string resource)
    {
        this.resource = resource;
        width = header.Count;
        names = [.. header.Select(TextNormalizer.Normalize)];
        parsers = new CellParser?[width];
        dates = new DateOrder[width];
    }

    /// <summary>Whether a column holds dates.</summary>
    public bool HasDates => parsers.Any(p => p is { IsDate: true });

    /// <summary>
    /// The number of cells that are names of known columns: the header has the most. None if most cells are no names: a row of data may
    /// hold a word that is the name of a column.
    /// </summary>
    public static int Known(IReadOnlyList<string> cells, ColumnPaths paths, TemplateColumns? template)
    {
        var known = cells.Select((name, i) => template?.Members[i] is not null || paths.Find(name) is not null).Count(isKnown => isKnown);
        return 2 * known > cells.Count(cell => !string.IsNullOrWhiteSpace(cell)) ? known : 0;
    }

    /// <exception cref="ProblemException">Columns are unknown or occur twice.</exception>
    public static ColumnMapping Of(IReadOnlyList<string> header, ColumnPaths paths, Reference reference, TemplateColumns? template)
    {
        var columns = new ColumnMapping(header, paths.Resource);
        var regions = new Lazy<RegionNames>(() => new(reference));
        var (unknown, twice) = (new List<int>(), new List<int>());
        for (var i = 0; i < header.Count; i++)
        {
            if (columns.names[i].Length == 0)
                continue;
            var said = template?.Members[i];
            if ((said is null ? paths.Find(header[i]) : paths.Parse(said.TrimEnd('?'))) is not { } path)
                unknown.Add(i);
            else if (path.Count == 0)
                continue;
            else if (
                columns.document.Add(path, i, said?.EndsWith('?') == true, property => new(property, reference, regions)) is { } parser
            )
                columns.parsers[i] = parser;
            else
                twice.Add(i);
        }
        if (unknown.Count > 0)
            throw FileErrors.UnknownColumns.ToException(Named(unknown, paths));
        if (twice.Count > 0)
            throw FileErrors.DuplicateColumns.ToException(Named(twice, null));
        foreach (var (member, value) in template?.Defaults ?? new Dictionary<string, string>())
            columns.document.Default(member, value);
        return columns;
    }

    /// <param name="row">The row, its cells in the order of the header.</param>
    /// <param name="sheet">The sheet of the row, where several are read.</param>
    public FileRow Read(TabularRow row, string? sheet)
    {
        if (row.Broken is { } rule)
            return new(row.Number, default, row.Cells, [rule.At("")], sheet);
        var errors = new List<ValidationError>();
        for (var i = 0; i < row.Cells.Count; i++)
            if (row.Cells[i].Length > 0 && (i >= width || names[i].Length == 0) && TextNormalizer.Normalize(row.Cells[i]).Length > 0)
                errors.Add(Rules.NoHeader.At("", i + 1));
        buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(buffer, plain);
        json.WriteStartObject();
        document.WriteMembers(json, new(Texts(row), Kinds(row)), "", errors);
        json.WriteEndObject();
        json.Flush();
        return new(
            row.Number,
            buffer.WrittenSpan.ToArray(),
            row.Cells,
            errors.Count > ValidationContext.MaxErrors ? errors[..ValidationContext.MaxErrors] : errors,
            sheet,
            new(resource, pointer => HeadingOf(pointer, row))
        );
    }

    /// <summary>Whether the row has a date of which the day or the month may be first.</summary>
    public bool HasDayAndMonth(TabularRow row) => Dates(row).Any(date => date.Order != DateOrder.None);

    /// <summary>Notes the columns in which the row shows that the month is first.</summary>
    public void NoteDateOrder(TabularRow row)
    {
        foreach (var (column, order) in Dates(row))
            if (order == DateOrder.MonthFirst)
                dates[column] = order;
    }

    /// <summary>The heading of the column that fills a member of the row's document; null where none does.</summary>
    private string? HeadingOf(string pointer, TabularRow row) =>
        document.ColumnOf(pointer.Split('/').AsSpan(1), Texts(row)) is >= 0 and var column ? names[column] : null;

    private IEnumerable<(int Column, DateOrder Order)> Dates(TabularRow row)
    {
        for (var i = 0; i < width && i < row.Cells.Count; i++)
            if (parsers[i] is { IsDate: true })
                yield return (i, SpreadsheetFormats.Order(row.Cells[i]));
    }

    private string[] Texts(TabularRow row)
    {
        var texts = new string[width];
        for (var i = 0; i < width; i++)
        {
            var text = i < row.Cells.Count && parsers[i] is not null ? TextNormalizer.Normalize(row.Cells[i]) : "";
            texts[i] = text.Length > 0 && row.Kind(i) != CellKind.Error && parsers[i]!.IsAbsent(text) ? "" : text;
        }
        return texts;
    }

    private CellKind[] Kinds(TabularRow row)
    {
        var kinds = new CellKind[width];
        for (var i = 0; i < width && i < row.Cells.Count; i++)
            kinds[i] =
                dates[i] == DateOrder.MonthFirst && SpreadsheetFormats.Order(row.Cells[i]) != DateOrder.None
                    ? CellKind.MonthFirst
                    : row.Kind(i);
        return kinds;
    }

    // By letters: a cell that is no name of a column may name a person.
    private static LocalizedText Named(List<int> columns, ColumnPaths? paths)
    {
        var listed = string.Join(", ", columns.Take(20).Select(TableWorkbook.Column));
        return paths is null
            ? new($"Столбцы {listed}", $"Columns {listed}")
            : new($"Неизвестны столбцы {listed}. Известны: {paths.Known}", $"Unknown columns: {listed}. Known: {paths.Known}");
    }

    /// <summary>The cells of a row: their texts, and the kinds of their values.</summary>
    private readonly record struct RowCells(string[] Texts, CellKind[] Kinds);

    /// <summary>A part of the document that columns fill; it is left out where their cells are empty.</summary>
    private abstract class ColumnTarget(string name)
    {
        public string Name { get; } = name;
        protected JsonEncodedText Encoded { get; } = JsonEncodedText.Encode(name);

        public abstract bool IsEmpty(string[] texts);
        public abstract void Write(Utf8JsonWriter json, RowCells cells, string parent, List<ValidationError> errors);

        /// <summary>The column that fills what the rest of a pointer leads to, or could fill it; -1 where there is none.</summary>
        public abstract int ColumnOf(ReadOnlySpan<string> pointer, string[] texts);
    }

    private sealed class ValueTarget(string name, CellParser? parser) : ColumnTarget(name)
    {
        private readonly List<int> columns = [];
        private bool isSaid;

        /// <summary>The value of empty cells; null where they have none.</summary>
        public string? Default { get; set; }

        public CellParser? Add(int column, bool isLesser)
        {
            if (!isLesser && isSaid)
                return null;
            columns.Insert(isLesser ? columns.Count : 0, column);
            isSaid |= !isLesser;
            return parser;
        }

        public override bool IsEmpty(string[] texts) => Default is null && Filled(texts) < 0;

        public override void Write(Utf8JsonWriter json, RowCells cells, string parent, List<ValidationError> errors)
        {
            if (Filled(cells.Texts) is >= 0 and var column)
                parser!.Write(json, Encoded, cells.Texts[column], cells.Kinds[column], parent, errors);
            else
                json.WriteString(Encoded, Default);
        }

        public override int ColumnOf(ReadOnlySpan<string> pointer, string[] texts) =>
            Filled(texts) is >= 0 and var column ? column
            : columns.Count > 0 ? columns[0]
            : -1;

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

        public override void Write(Utf8JsonWriter json, RowCells cells, string parent, List<ValidationError> errors)
        {
            json.WriteStartObject(Encoded);
            WriteMembers(json, cells, $"{parent}/{Name}", errors);
            json.WriteEndObject();
        }

        public void WriteMembers(Utf8JsonWriter json, RowCells cells, string where, List<ValidationError> errors)
        {
            var texts = cells.Texts;
            foreach (var target in places)
                if (
                    !target.IsEmpty(texts) && !(target is ObjectTarget { Id: { } id } && places.Any(p => p.Name == id && !p.IsEmpty(texts)))
                )
                    target.Write(json, cells, where, errors);
        }

        public override int ColumnOf(ReadOnlySpan<string> pointer, string[] texts)
        {
            if (pointer is ["", ..] or [])
                return (places.Find(p => !p.IsEmpty(texts)) ?? places.FirstOrDefault())?.ColumnOf([], texts) ?? -1;
            var name = pointer[0];
            var target = places.Find(p => p.Name == name) ?? places.Find(p => p is ObjectTarget described && described.Id == name);
            return target?.ColumnOf(pointer[1..], texts) ?? -1;
        }

        public void Default(string member, string value)
        {
            var target = places.Find(p => p.Name == member) as ValueTarget;
            if (target is null)
                places.Add(target = new(member, null));
            target.Default = value;
        }

        /// <summary>Adds a column at its path and returns what reads its cells; null where the path is taken.</summary>
        public CellParser? Add(IReadOnlyList<ColumnStep> path, int column, bool isLesser, Func<SchemaProperty, CellParser> parser)
        {
            var step = path[0];
            var there = places.Find(p => p.Name == step.Name);
            if (path.Count == 1)
            {
                if (there is null)
                    places.Add(there = new ValueTarget(step.Name, parser(step.Property!)));
                return (there as ValueTarget)?.Add(column, isLesser);
            }
            if (there is null)
                places.Add(there = NewTarget(step));
            return there switch
            {
                ObjectTarget inner => inner.Add([.. path.Skip(1)], column, isLesser, parser),
                ListTarget list => list.Item(step.Index!.Value).Add([.. path.Skip(1)], column, isLesser, parser),
                _ => null,
            };
        }

        private static ColumnTarget NewTarget(ColumnStep step)
        {
            if (step.Index is not null)
                return new ListTarget(step.Name);
            return step.Property is null ? new ObjectTarget(step.Name, $"{step.Name}Id") : new ObjectTarget(step.Name);
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

        public override void Write(Utf8JsonWriter json, RowCells cells, string parent, List<ValidationError> errors)
        {
            json.WriteStartArray(Encoded);
            var index = 0;
            foreach (var item in Filled(cells.Texts))
            {
                json.WriteStartObject();
                item.WriteMembers(json, cells, $"{parent}/{Name}/{index++}", errors);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }

        public override int ColumnOf(ReadOnlySpan<string> pointer, string[] texts)
        {
            var index = 0;
            if (pointer is [var written, ..] && !int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out index))
                return -1;
            var item = Filled(texts).ElementAtOrDefault(index) ?? (index == 0 ? items.Values.FirstOrDefault() : null);
            return item?.ColumnOf(pointer is [] ? [] : pointer[1..], texts) ?? -1;
        }

        private IEnumerable<ObjectTarget> Filled(string[] texts) => items.Values.Where(i => !i.IsEmpty(texts));
    }
}
