namespace Efs.Api.Modules.Analytics;

/// <summary>Counts the numerators and denominators of indicators, exactly, all at one commit of each region.</summary>
internal interface IIndicatorValues
{
    /// <param name="indicators">Versions of indicators.</param>
    /// <param name="period">The period.</param>
    /// <param name="level">What a row is of. Each person counts once in it.</param>
    /// <param name="regions">The regions that are counted.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    /// <returns>A row for each indicator and place, also where nothing is counted.</returns>
    Task<IndicatorFigures> Compute(
        IReadOnlyList<Indicator> indicators,
        Period period,
        FigureLevel level,
        IReadOnlyList<string> regions,
        CancellationToken cancellationToken
    );
}

/// <summary>What a row of figures is of.</summary>
internal enum FigureLevel
{
    Region,
    District,
    Federation,
}

/// <summary>Figures and the state of the data that they follow from.</summary>
/// <param name="Rows">The figures.</param>
/// <param name="AsOf">The instant of the state.</param>
/// <param name="Cursor">The feed's cursor up to which every commit is in it.</param>
internal sealed record IndicatorFigures(IReadOnlyList<IndicatorFigure> Rows, DateTime AsOf, string Cursor);

/// <summary>The counts of an indicator in a place.</summary>
/// <param name="IndicatorId">The version of the indicator.</param>
/// <param name="Place">Code of the region or of the federal district; null for the federation.</param>
/// <param name="Numerator">The numerator.</param>
/// <param name="Denominator">The denominator; null where the indicator has none.</param>
internal sealed record IndicatorFigure(Guid IndicatorId, string? Place, CellCount Numerator, CellCount? Denominator)
{
    /// <summary>The figure as a caller may see it.</summary>
    public ShownFigure Show(bool isExact)
    {
        if (isExact)
            return new(Numerator.Value, Denominator?.Value, IsWithheld: false);
        var isWithheld = Denominator?.People is { } people && CountProtection.IsWithheld(CountProtection.Protect(people.Count, people.Key));
        return new(Numerator.Protected, Denominator?.Protected, isWithheld);
    }
}

/// <summary>A count.</summary>
/// <param name="Value">The exact number.</param>
/// <param name="People">
/// The people whom it is about; null for a number of organisations, programmes or events, which needs no protection.
/// </param>
internal sealed record CellCount(long Value, CellPeople? People)
{
    public long Protected => People is { } people ? CountProtection.ProtectTotal(Value, people.Count, people.Key) : Value;
}

/// <summary>The people of a cell: how many they are, and the cell's key.</summary>
internal sealed record CellPeople(long Count, uint Key);

/// <summary>Counts as they are shown.</summary>
/// <param name="Numerator">The numerator.</param>
/// <param name="Denominator">The denominator.</param>
/// <param name="IsWithheld">Whether so few people stand behind their ratio that it is not shown.</param>
internal sealed record ShownFigure(long Numerator, long? Denominator, bool IsWithheld)
{
    /// <summary>The value in a unit; null where it is withheld or there is nothing to divide by.</summary>
    public decimal? ValueIn(string unit)
    {
        if (IsWithheld || Denominator == 0)
            return null;
        var value = unit == "boolean" ? Math.Sign(Numerator) : Numerator / (decimal)(Denominator ?? 1);
        return Math.Round(unit == "percent" ? 100 * value : value, 4);
    }
}
