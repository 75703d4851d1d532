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

    public static void RegisterDocument<T>() => SqlMapper.AddTypeHandler(new Documents<T>());

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
