using System.Globalization;
using System.Numerics;

namespace Musubi.Json;

/// <summary>Integers as clients write them: <c>1</c>, <c>1.0</c> and <c>1e0</c> are the same number.</summary>
internal static class WireInteger
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign;
    private const NumberStyles AnyForm = Plain | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a JSON number, if it is an integer within the type's range.</summary>
    public static bool TryParse<T>(ReadOnlySpan<byte> number, out T value)
        where T : struct, IBinaryInteger<T> =>
        T.TryParse(number, Plain, CultureInfo.InvariantCulture, out value)
        || T.TryParse(number, AnyForm, CultureInfo.InvariantCulture, out value)
        // Types without a sign refuse a zero that has one, if it has a point too.
        || (Int128.TryParse(number, AnyForm, CultureInfo.InvariantCulture, out var zero) && zero == Int128.Zero);
}
