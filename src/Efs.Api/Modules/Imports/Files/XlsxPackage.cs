using System.IO.Compression;
using System.Xml;
using Efs.Api.Kernel;
using Efs.Api.Platform;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// The parts of an XLSX (ECMA-376 part 2), unpacked within limits as they are read. Names of parts are compared without case, and a
/// backslash separates folders as a slash does, as in Excel.
/// </summary>
internal sealed class XlsxPackage
{
    private const int MostEntries = 10_000,
        MostDepth = 32;

    private readonly Dictionary<string, ZipArchiveEntry> parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly DecompressionLimit limit;

    public XlsxPackage(byte[] content)
    {
        limit = new(content.Length);
        if (content.AsSpan().Count("PK\u0001\u0002"u8) > MostEntries)
            throw FileErrors.Inflated.ToException();
        foreach (var entry in new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read).Entries)
            parts.TryAdd(PartName("", entry.FullName), entry);
    }

    /// <summary>The name of the workbook's part: what the package relates as its document, else a part that is called so.</summary>
    public string? Workbook =>
        (Contains("_rels/.rels") ? Relationships("") : [])
            .Values.FirstOrDefault(r => r.Kind.Equals("officeDocument", StringComparison.OrdinalIgnoreCase) && Contains(r.Part))
            ?.Part
        ?? parts.Keys.FirstOrDefault(name => name.EndsWith("workbook.xml", StringComparison.OrdinalIgnoreCase));

    /// <summary>Some writers relate a part that they leave out when it would be empty.</summary>
    public bool Contains(string part) => parts.ContainsKey(part);

    /// <summary>The parts that a part refers to, by id; the relationship's type says the kind, or else the part's name.</summary>
    public Dictionary<string, XlsxRelationship> Relationships(string part)
    {
        var folder = part[..(part.LastIndexOf('/') + 1)];
        var found = new Dictionary<string, XlsxRelationship>();
        using var xml = Open($"{folder}_rels/{part[folder.Length..]}.rels");
        while (Next(xml))
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && found.Count < MostEntries)
            {
                var target = PartName(folder, xml.GetAttribute("Target") ?? "");
                found[xml.GetAttribute("Id") ?? ""] = new(target, Path.GetFileNameWithoutExtension(xml.GetAttribute("Type") ?? target));
            }
        return found;
    }

    /// <exception cref="ProblemException">There is no such part.</exception>
    public XmlReader Open(string part)
    {
        var entry = parts.GetValueOrDefault(part) ?? throw FileErrors.BrokenXlsx.ToException();
        return XmlReader.Create(
            new DecompressedStream(entry, limit),
            new()
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                CloseInput = true,
                NameTable = new BoundedNameTable(),
            }
        );
    }

    /// <summary>Moves to the next node, unless it is nested too deep.</summary>
    public static bool Next(XmlReader xml) => xml.Read() && (xml.Depth <= MostDepth ? true : throw FileErrors.BrokenXlsx.ToException());

    /// <summary>Turns every failure of archive and XML into the error of a damaged workbook.</summary>
    public static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken)
            when (broken is XmlException or InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw FileErrors.BrokenXlsx.ToException();
        }
    }

    private static string PartName(string folder, string target)
    {
        var name = target.Replace('\\', '/');
        var segments = new List<string>();
        foreach (var segment in (name.StartsWith('/') ? name : folder + name).Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (segment is not ("." or ".."))
                segments.Add(segment);
            else if (segment == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
        return string.Join('/', segments);
    }

    /// <summary>How much the parts of one workbook may hold when unpacked. A part that is read again counts once.</summary>
    private sealed class DecompressionLimit(long packed)
    {
        private const long Most = 1 << 30,
            Unsuspicious = 64 << 20,
            MostTimes = 200;
        private readonly Dictionary<ZipArchiveEntry, long> lengths = [];
        private long unpacked;

        public void Reach(ZipArchiveEntry part, long position)
        {
            var further = position - lengths.GetValueOrDefault(part);
            if (further <= 0)
                return;
            lengths[part] = position;
            unpacked += further;
            if (unpacked > Most || (unpacked > Unsuspicious && unpacked > packed * MostTimes))
                throw FileErrors.Inflated.ToException();
        }
    }

    /// <summary>An unpacked part. No tag, attribute or text may go on so long that reading it fills the memory.</summary>
    private sealed class DecompressedStream(ZipArchiveEntry part, DecompressionLimit limit) : ReadOnlyStream
    {
        private readonly Stream content = part.Open();
        private long position,
            run;

        public override int Read(Span<byte> buffer)
        {
            var read = content.Read(buffer);
            limit.Reach(part, position += read);
            var last = buffer[..read].LastIndexOf((byte)'<');
            run = last < 0 ? run + read : read - last;
            return run <= 4 * CsvReader.LongestRow ? read : throw FileErrors.RowTooLong.ToException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span)); // what it reads is in memory

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                content.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Names of elements and attributes, which are kept as long as a part is read: a workbook has some hundred.</summary>
    private sealed class BoundedNameTable : NameTable
    {
        private const int Most = 10_000;
        private int count;

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Counted(base.Add(key, start, len));

        private string Counted(string name) => ++count <= Most ? name : throw FileErrors.BrokenXlsx.ToException();
    }
}

/// <summary>A part that another refers to, and the kind of the reference, such as <c>worksheet</c>.</summary>
internal sealed record XlsxRelationship(string Part, string Kind);
