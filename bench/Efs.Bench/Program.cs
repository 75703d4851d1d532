using System.Globalization;
using Efs.Bench;

switch (args)
{
    case ["country", var folder, var scale, var seed]:
        await new Country(ulong.Parse(seed, CultureInfo.InvariantCulture), decimal.Parse(scale, CultureInfo.InvariantCulture)).Write(folder);
        return 0;
    default:
        return 2;
}
