using System.Collections.Concurrent;
using System.Data;
using System.Reflection;
using System.Text.Json;
using Dapper;
using Efs.Api.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Efs.Api.Platform.Postgres;

/// <summary>The parameters of one statement, passed to Npgsql unchanged: arrays as arrays, the text of the statement as it is.</summary>
internal sealed class SqlParameters : SqlMapper.IDynamicParameters
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> known = [];
    private readonly List<NpgsqlParameter> all = [];

    public static SqlParameters From(object values)
    {
        if (values is SqlParameters already)
            return already;
        var parameters = new SqlParameters();
        foreach (var property in known.GetOrAdd(values.GetType(), type => type.GetProperties()))
            parameters.Add(Json.Name(property.Name), property.GetValue(values));
        return parameters;
    }

    public SqlParameters Add(string name, object? value)
    {
        if (value is ReadOnlyMemory<byte> json)
            all.Add(new(name, NpgsqlDbType.Json) { Value = json });
        else
            all.Add(
                new(
                    name,
                    value is IReadOnlyList<string> and not string[] ? ((IReadOnlyList<string>)value).ToArray() : value ?? DBNull.Value
                )
            );
        return this;
    }

    /// <summary>A value for a jsonb column.</summary>
    public SqlParameters AddDocument(string name, string? json)
    {
        all.Add(new(name, NpgsqlDbType.Jsonb) { Value = (object?)json ?? DBNull.Value });
        return this;
    }

    /// <summary>Values as one row for <c>json_populate_recordset</c>: of these parameters, each under the name of its column.</summary>
    public void WriteRow(Utf8JsonWriter writer, IReadOnlyDictionary<string, JsonEncodedText> columns)
    {
        writer.WriteStartObject();
        foreach (var parameter in all)
        {
            if (!columns.TryGetValue(parameter.ParameterName, out var column))
                continue;
            writer.WritePropertyName(column);
            if (parameter is { Value: string json, NpgsqlDbType: NpgsqlDbType.Jsonb })
                writer.WriteRawValue(json, skipInputValidation: true);
            else if (parameter.Value is byte[] bytes)
                writer.WriteStringValue($"\\x{Convert.ToHexStringLower(bytes)}");
            else if (parameter.Value is DBNull)
                writer.WriteNullValue();
            else
                JsonSerializer.Serialize(writer, parameter.Value, parameter.Value!.GetType(), Json.Options);
        }
        writer.WriteEndObject();
    }

    void SqlMapper.IDynamicParameters.AddParameters(IDbCommand command, SqlMapper.Identity identity) =>
        AddTo(((NpgsqlCommand)command).Parameters);

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var parameter in all)
            parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
    }
}
