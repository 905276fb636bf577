using System.Globalization;

namespace Musubi.Conformance.Host.Faults;

/// <summary>A moment at which a process dies: before or after a call of the storage, counted from 1.</summary>
/// <param name="IsAfter">Whether the storage has done what it was called for, and nobody has heard of it yet.</param>
/// <param name="Call"><c>append</c> or <c>load</c>.</param>
/// <param name="Number">Which of these calls.</param>
internal sealed record FaultPoint(bool IsAfter, string Call, int Number)
{
    /// <summary>Reads <c>before-append:3</c> and its like.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public static FaultPoint Parse(string text) => text.Split('-', ':') switch
    {
        [("before" or "after") and var side, ("append" or "load") and var call, var number] => new(side == "after", call, int.Parse(number, CultureInfo.InvariantCulture)),
        _ => throw new InvalidOperationException($"Musubi:Dies is '{text}'; expected before-append:<number>, or the same with after or load."),
    };
}
