using Efs.Api.Kernel;
using Parquet;
using Parquet.Schema;

namespace Efs.Api.Platform.Exports;

/// <summary>Apache Parquet: numbers as DOUBLE, which may be absent; the rest as strings.</summary>
internal static class TableParquet
{
    public static async Task Write(ITable table, Stream output)
    {
        var rows = table.Cells.ToList();
        var fields = table.Columns.Select(c => new DataField(c.Title, c.IsNumber ? typeof(double?) : typeof(string))).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), output);
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < fields.Length; i++)
        {
            var cells = rows.Select(row => row[i]);
            if (table.Columns[i].IsNumber)
                await group.WriteAsync<double>(fields[i], cells.Select(v => (double?)(decimal?)v).ToArray());
            else
                await group.WriteAsync(fields[i], cells.Select(v => (string?)v ?? "").ToArray());
        }
    }
}
