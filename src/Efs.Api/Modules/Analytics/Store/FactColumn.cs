using System.Data.Common;
using DuckDB.NET.Data;

namespace Efs.Api.Modules.Analytics;

/// <summary>A column of a fact in the store.</summary>
/// <param name="Index">Its place in the view.</param>
/// <param name="Name">Its name in the view and in the store.</param>
/// <param name="Type">Its type in the store.</param>
/// <param name="Append">Copies a value of a row.</param>
internal sealed record FactColumn(int Index, string Name, string Type, Action<DbDataReader, int, IDuckDBAppenderRow> Append)
{
    /// <summary>The columns that are computed when the rows of a person are complete.</summary>
    public static readonly IReadOnlyList<FactColumn> OfLoneRows =
    [
        .. new[] { LoneRows.After, LoneRows.Before }.Select(name => new FactColumn(0, name, "DATE", (_, _, row) => row.AppendNullValue())),
    ];

    /// <summary>A column of a view.</summary>
    /// <param name="index">The place of the column.</param>
    /// <param name="name">The name of the column.</param>
    /// <param name="type">Its type in PostgreSQL.</param>
    /// <param name="codes">The numbers of codes.</param>
    /// <param name="person">Gives a person's number.</param>
    public static FactColumn Of(int index, string name, string type, CodeNumbers codes, Func<Guid, ulong> person) =>
        name == Fact.Person ? new(index, name, "UBIGINT", Present((r, i, row) => row.AppendValue(person(r.GetGuid(i)))))
        : name == "title" ? new(index, name, "VARCHAR", Present((r, i, row) => row.AppendValue(r.GetString(i))))
        : type switch
        {
            "text" => OfCodes(index, name, codes.Numbers(name)),
            "uuid" => new(index, name, "UUID", Present((r, i, row) => row.AppendValue(r.GetGuid(i)))),
            "date" => new(index, name, "DATE", Present((r, i, row) => row.AppendValue(r.GetFieldValue<DateOnly>(i)))),
            "boolean" => new(index, name, "BOOLEAN", Present((r, i, row) => row.AppendValue(r.GetBoolean(i)))),
            "numeric" => new(index, name, "DOUBLE", Present((r, i, row) => row.AppendValue((double)r.GetDecimal(i)))),
            "smallint" => new(index, name, "INTEGER", Present((r, i, row) => row.AppendValue((int)r.GetInt16(i)))),
            "integer" => new(index, name, "INTEGER", Present((r, i, row) => row.AppendValue(r.GetInt32(i)))),
            _ => throw new NotSupportedException($"{name} is {type}"),
        };

    private static FactColumn OfCodes(int index, string name, Func<string, uint> numbers) =>
        new(index, name, "UINTEGER", Present((r, i, row) => row.AppendValue(numbers(r.GetString(i)))));

    private static Action<DbDataReader, int, IDuckDBAppenderRow> Present(Action<DbDataReader, int, IDuckDBAppenderRow> append) =>
        (reader, index, row) =>
        {
            if (reader.IsDBNull(index))
                row.AppendNullValue();
            else
                append(reader, index, row);
        };
}
