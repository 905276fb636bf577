using System.Buffers.Binary;
using System.Text;

namespace Musubi;

/// <summary>Typed reads of <see cref="Socket.Session"/>, as ASP.NET Core has them for its own session.</summary>
/// <remarks>ASP.NET Core keeps a session's values as bytes and does not say what they were. So <see cref="Socket.Session"/> holds what they most likely were: text where
/// the bytes are text, an <see cref="int"/> where they are four and no text, and else the bytes. These methods read a value as what it is asked for, whatever
/// it was taken for: an integer whose four bytes happen to be letters too.</remarks>
public static class SessionValues
{
    /// <summary>A value that was set with <c>ISession.SetString</c>, or by the application with <see cref="Socket.PutSession"/>.</summary>
    /// <returns>The text; null when there is no such value.</returns>
    public static string? GetSessionString(this Socket socket, string key) => Find(socket, key) switch
    {
        null => null,
        string text => text,
        int or byte[] => Encoding.UTF8.GetString(BytesOf(Find(socket, key))!),
        var value => throw Other(key, value, "text"),
    };

    /// <summary>A value that was set with <c>ISession.SetInt32</c>, or by the application with <see cref="Socket.PutSession"/>.</summary>
    /// <returns>The number; null when there is no such value, or one of another length.</returns>
    public static int? GetSessionInt32(this Socket socket, string key) => Find(socket, key) switch
    {
        null => null,
        int number => number,
        string or byte[] => BytesOf(Find(socket, key)) is { Length: sizeof(int) } bytes ? BinaryPrimitives.ReadInt32BigEndian(bytes) : null,
        var value => throw Other(key, value, "an integer"),
    };

    /// <summary>A value that was set with <c>ISession.Set</c>.</summary>
    /// <returns>A copy of the bytes; null when there is no such value.</returns>
    public static byte[]? GetSessionBytes(this Socket socket, string key) => Find(socket, key) switch
    {
        null => null,
        string or int or byte[] => BytesOf(Find(socket, key)),
        var value => throw Other(key, value, "bytes"),
    };

    /// <summary>What the bytes of a session's value most likely were.</summary>
    internal static object Of(byte[] bytes)
    {
        try
        {
            var text = Strict.GetString(bytes);
            if (!text.Any(static character => char.IsControl(character) && character is not ('\t' or '\n' or '\r')))
            {
                return text;
            }
        }
        catch (DecoderFallbackException)
        {
            // Not text, then.
        }

        return bytes is { Length: sizeof(int) } ? BinaryPrimitives.ReadInt32BigEndian(bytes) : bytes;
    }

    private static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static object? Find(Socket socket, string key)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return socket.Session.GetValueOrDefault(key);
    }

    private static byte[]? BytesOf(object? value)
    {
        switch (value)
        {
            case string text:
                return Encoding.UTF8.GetBytes(text);
            case int number:
                var bytes = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32BigEndian(bytes, number);
                return bytes;
            default:
                return ((byte[]?)value)?.ToArray();
        }
    }

    private static InvalidCastException Other(string key, object value, string wanted) => new($"Expected {wanted} in the session under '{key}'; it holds a {value.GetType()}.");
}
