using System.Globalization;

namespace Efs.Api.Kernel;

/// <summary>The day on which a transition of a state machine happened.</summary>
internal static class TransitionDay
{
    /// <summary>The reported day, or today in the region.</summary>
    /// <param name="reported">The day that the caller states.</param>
    /// <param name="today">Today, by the time of the record's region.</param>
    /// <param name="latest">The day of the latest transition that this one follows, if there is one.</param>
    /// <param name="where">The pointer of the member that states the day.</param>
    /// <exception cref="ProblemException">The day is in the future, or before the latest transition.</exception>
    public static DateOnly Of(DateOnly? reported, DateOnly today, DateOnly? latest, string where)
    {
        var day = reported ?? today;
        if (day > today)
            throw CommonErrors.Invalid.ToException([Rules.InFuture.At(where)]);
        if (day < latest)
            throw CommonErrors.Invalid.ToException([Rules.NotBefore.At(where, latest.Value.ToString("O", CultureInfo.InvariantCulture))]);
        return day;
    }
}
