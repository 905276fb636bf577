using System.Text.Json;

namespace Musubi.Json;

/// <summary>Tells a value that does not fit from a fault of the application.</summary>
internal static class ReadFault
{
    /// <summary>Whether an exception says that a value does not fit: the reader's own, or what constructors, setters and converters throw at a value that they refuse.</summary>
    public static bool IsOfTheValue(Exception exception) =>
        exception is JsonException or ArgumentException or FormatException or OverflowException or InvalidOperationException
            // Of a type that a start has let through: an abstract one without its discriminator.
            or NotSupportedException;
}
