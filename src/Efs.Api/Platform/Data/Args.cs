using System.Collections.Concurrent;
using System.Data;
using System.Reflection;
using Dapper;
using Efs.Api.Kernel;
using Npgsql;

namespace Efs.Api.Platform.Data;

/// <summary>The parameters of one statement, passed to Npgsql as they are: arrays as arrays, no text rewritten.</summary>
internal sealed class Args : SqlMapper.IDynamicParameters
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> known = [];
    private readonly List<NpgsqlParameter> all = [];

    public static Args Of(object values)
    {
        if (values is Args already) return already;
        var args = new Args();
        foreach (var property in known.GetOrAdd(values.GetType(), type => type.GetProperties()))
            args.Add(Json.Name(property.Name), property.GetValue(values));
        return args;
    }

    public Args Add(string name, object? value)
    {
        all.Add(new(name, value is IReadOnlyList<string> and not string[] ? ((IReadOnlyList<string>)value).ToArray() : value ?? DBNull.Value));
        return this;
    }

    void SqlMapper.IDynamicParameters.AddParameters(IDbCommand command, SqlMapper.Identity identity)
    {
        var parameters = ((NpgsqlCommand)command).Parameters;
        foreach (var parameter in all) parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
    }
}
