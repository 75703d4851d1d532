using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>A row of a table: its cells, with the kinds of their values where the format has them.</summary>
internal sealed record TabularRow(int Number, IReadOnlyList<string> Cells, IReadOnlyList<CellKind>? Kinds = null, Rule? Broken = null)
{
    public CellKind Kind(int column) => Kinds is null ? CellKind.Text : Kinds[column];

    /// <summary>The cell without the apostrophe that an export puts before a text that a spreadsheet would run as a formula.</summary>
    public static string Unarmed(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && cell[1] is ('=' or '+' or '-' or '@' or '\t' or '\r' or '\'') ? cell[1..] : cell;
}
