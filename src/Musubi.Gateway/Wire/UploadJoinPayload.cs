using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>The payload of an upload's join: <c>{token}</c>.</summary>
internal static class UploadJoinPayload
{
    /// <summary>Reads the token out of a payload that is known to be JSON; null unless a string that is not empty.</summary>
    public static string? ReadToken(ReadOnlyMemory<byte> json)
    {
        string? token = null;
        var reader = new Utf8JsonReader(json.Span, JsonText.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("token"u8))
            {
                token = reader.ReadText();
            }
            else
            {
                reader.Skip();
            }
        }

        return token;
    }
}
