using System.Data;
using System.Text.Json;
using Dapper;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Postgres;

/// <summary>Registers the types of columns that Dapper does not know.</summary>
internal static class DapperTypeHandlers
{
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new Arrays<string>());
        SqlMapper.AddTypeHandler(new Arrays<Guid>());
    }

    /// <summary>Registers a jsonb column that is read as a list of this type.</summary>
    public static void RegisterList<T>() => SqlMapper.AddTypeHandler(new Documents<IReadOnlyList<T>>());

    /// <summary>Registers a jsonb column that is read as this type.</summary>
    public static void RegisterDocument<T>() => SqlMapper.AddTypeHandler(new Documents<T>());

    /// <summary>Registers the jsonb columns of a record: its members that are objects or lists of objects.</summary>
    public static void RegisterDocuments(Type record)
    {
        foreach (var member in Schema.For(record).Properties.Where(p => p.Schema is not null).Select(p => p.Property.PropertyType))
            SqlMapper.AddTypeHandler(
                member,
                (SqlMapper.ITypeHandler)Activator.CreateInstance(typeof(Documents<>).MakeGenericType(member))!
            );
    }

    private sealed class Arrays<T> : SqlMapper.TypeHandler<IReadOnlyList<T>>
    {
        public override IReadOnlyList<T> Parse(object value) => (T[])value;

        public override void SetValue(IDbDataParameter parameter, IReadOnlyList<T>? value) => parameter.Value = value?.ToArray();
    }

    private sealed class Documents<T> : SqlMapper.TypeHandler<T>
    {
        public override T Parse(object value) => JsonSerializer.Deserialize<T>((string)value, Json.Options)!;

        public override void SetValue(IDbDataParameter parameter, T? value) =>
            parameter.Value = JsonSerializer.Serialize(value, Json.Options);
    }
}
