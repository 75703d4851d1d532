using System.Buffers.Binary;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// The keys of people and of cells, from which follows the noise of protected counts. They are permanent and the same on all instances:
/// hashes by the index key of the database, which no rotation changes.
/// </summary>
internal sealed class CellKeys(Cipher cipher)
{
    /// <summary>In how many ways the same people can be counted, whatever the questions are.</summary>
    public const int Variants = 4;

    /// <summary>The record key of a person: the same in each region and in each fact.</summary>
    /// <param name="person">What identifies the person everywhere: the hash of the СНИЛС or, without one, the id of the record.</param>
    public uint OfPerson(ReadOnlySpan<byte> person) => BinaryPrimitives.ReadUInt32LittleEndian(cipher.Hash("analytics.person", person));

    /// <summary>The key of a cell.</summary>
    /// <param name="people">The sum, modulo 2³², of the record keys of the cell's people, each of whom counts once.</param>
    /// <param name="coordinates">What the cell is, by <see cref="Coordinates"/>.</param>
    public uint OfCell(uint people, string coordinates) => Combine(people, cipher.Hash("analytics.cell", coordinates)[0] % Variants);

    /// <summary>The key of one way to count the same people. A bijection, so the keys of cells are as uniform as those of people.</summary>
    public static uint Combine(uint people, int variant)
    {
        var key = people + ((uint)variant * 0x9E3779B9);
        key = (key ^ (key >> 16)) * 0x85EBCA6B;
        key = (key ^ (key >> 13)) * 0xC2B2AE35;
        return key ^ (key >> 16);
    }

    /// <summary>
    /// The cell in one form, in whatever order its conditions came and whether they came as filters or as groups. What is counted is no
    /// part of it, nor is the period: the same people have the same noise, whatever is asked of them and when.
    /// </summary>
    public static string Coordinates(string cube, IEnumerable<(string Dimension, IEnumerable<string> Members)> conditions) =>
        string.Join(
            ';',
            conditions
                .Select(c => $"{c.Dimension}={string.Join(',', c.Members.Distinct().Order(StringComparer.Ordinal))}")
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Prepend(cube)
        );
}
