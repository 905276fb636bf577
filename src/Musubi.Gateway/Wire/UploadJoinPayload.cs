using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>The payload of an upload's join: <c>{token, resume}</c>.</summary>
/// <param name="Token">What the client was given for its file; null unless a string that is not empty.</param>
/// <param name="Resume">Whether the client goes on with its file after it has lost its socket.</param>
internal readonly record struct UploadJoinPayload(string? Token, bool Resume)
{
    /// <summary>Reads a payload that is known to be JSON.</summary>
    public static UploadJoinPayload Read(ReadOnlyMemory<byte> json)
    {
        string? token = null;
        var resume = false;
        var reader = new Utf8JsonReader(json.Span, JsonText.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("token"u8))
            {
                token = reader.ReadText();
            }
            else if (reader.ValueTextEquals("resume"u8))
            {
                reader.Read();
                resume = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        return new UploadJoinPayload(token, resume);
    }

    public override string ToString() => nameof(UploadJoinPayload);
}
