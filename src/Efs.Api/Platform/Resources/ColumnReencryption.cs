using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>Encrypts the personal data that a column of a registry's table keeps again with the newest key.</summary>
internal abstract class ColumnReencryption(IServiceScopeFactory scopes, Cipher cipher, SealedColumn column)
    : Reencryption<byte[]>(scopes, cipher, column.Page, column.Update)
{
    protected override byte[] Reseal(SealedRow<byte[]> row) => Cipher.Reseal(row.Personal, row.RegionCode);
}

/// <summary>The statements that encrypt a column again.</summary>
/// <param name="Table">The table, with its schema.</param>
/// <param name="Column">The column.</param>
internal sealed record SealedColumn(string Table, string Column) : IStatements
{
    public Sql<SealedRow<byte[]>> Page { get; } =
        new(
            $"""
            SELECT id, region_code, {Column} AS personal FROM {Table}
            WHERE {Column} IS NOT NULL AND substring({Column} FROM 1 FOR 2) <> @newest
            LIMIT 1000 FOR NO KEY UPDATE
            """
        );

    public Sql Update { get; } =
        new(
            $"""
            UPDATE {Table} t SET {Column} = x.personal
            FROM unnest(@ids, @regions, @resealed::bytea[]) AS x (id, region_code, personal)
            WHERE t.id = x.id AND t.region_code = x.region_code
            """
        );

    IEnumerable<(string, Type?)> IStatements.All => [(Page.Text, typeof(SealedRow<byte[]>)), (Update.Text, null)];
}
