using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Schools;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Imports;

/// <summary>What a hostile workbook may take of the memory; measured of the process, so nothing runs beside it.</summary>
[Collection(Alone.Name)]
public sealed class XlsxReaderMemoryTests
{
    [Theory]
    [InlineData("rows of nothing", "<worksheet><sheetData>", "<row r=\"1\"></row>", "imports.inflated")]
    [InlineData("one text without end", "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>", "x", "imports.row-too-long")]
    [InlineData("one attribute without end", "<worksheet><sheetData><row a=\"", "x", "imports.row-too-long")]
    [InlineData("one name without end", "<worksheet><", "x", "imports.row-too-long")]
    [InlineData(
        "one text of many sections",
        "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>",
        "<![CDATA[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]]>",
        "imports.row-too-long"
    )]
    [InlineData(
        "one row without end",
        "<worksheet><sheetData><row>",
        "<c r=\"A1\" t=\"inlineStr\"><is><t>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</t></is></c>",
        "imports.row-too-long"
    )]
    public async Task What_inflates_without_measure_ends_in_its_error_before_it_fills_the_memory(
        string what,
        string beginning,
        string repeated,
        string code
    )
    {
        var bomb = XlsxReaderTests.Bomb("xl/worksheets/sheet1.xml", beginning, repeated, 300 << 20);
        Assert.InRange(bomb.Length, 1, 5 << 20);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal((what, code), (what, await Tables.ReadProblemCode<School>(bomb, RowReaders.Xlsx)));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 256L << 20);
    }
}
