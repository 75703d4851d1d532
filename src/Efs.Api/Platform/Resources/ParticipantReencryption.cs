using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>Encrypts the personal data of the participants that a child table keeps again with the newest key.</summary>
internal abstract class ParticipantReencryption(IServiceScopeFactory scopes, Cipher cipher, ParticipantTable table)
    : Reencryption<string>(scopes, cipher, table.Page, table.Update)
{
    protected override string Reseal(SealedRow<string> row) => Cipher.Reseal(row.Personal, row.RegionCode);
}

/// <summary>The statements that encrypt the participants of a child table again.</summary>
/// <param name="Table">The table, with its schema.</param>
internal sealed record ParticipantTable(string Table) : IStatements
{
    public Sql<SealedRow<string>> Page { get; } =
        new(
            $"""
            SELECT id, region_code, personal FROM {Table}
            WHERE personal IS NOT NULL AND substring(decode(personal, 'base64') FROM 1 FOR 2) <> @newest
            LIMIT 1000 FOR NO KEY UPDATE
            """
        );

    public Sql Update { get; } =
        new(
            $"""
            UPDATE {Table} m SET personal = x.personal
            FROM unnest(@ids, @regions, @resealed) AS x (id, region_code, personal)
            WHERE m.id = x.id AND m.region_code = x.region_code
            """
        );

    IEnumerable<(string, Type?)> IStatements.All => [(Page.Text, typeof(SealedRow<string>)), (Update.Text, null)];
}
