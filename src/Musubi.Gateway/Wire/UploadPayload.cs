using System.Collections.Immutable;
using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>The payload of the four events about uploads: <c>{store_id, name, root_id}</c>, and what each adds.</summary>
/// <remarks>As with <see cref="CommandPayload"/>, reading never fails: see there.</remarks>
/// <param name="Name">The upload's name; null unless a string that is not empty.</param>
/// <param name="RootId">The addressed root; null unless a string. Only the connection's channel has it.</param>
/// <param name="StoreId">The addressed store, the root when absent; null when it is no array of strings.</param>
/// <param name="Ref">The entry; null unless a string that is not empty.</param>
/// <param name="Progress">Per cent, 0 to 100; 0 unless an integer that is not negative.</param>
/// <param name="Message">What the client says went wrong; null unless a string that is not empty.</param>
/// <param name="Entries">The announced files, in the client's order: of an array its elements, of anything else that is not null, that.</param>
internal readonly record struct UploadPayload(
    string? Name, string? RootId, StoreId? StoreId, string? Ref, int Progress, string? Message, ImmutableArray<AnnouncedFile> Entries)
{
    private const int MaxProgress = 100;

    /// <summary>Reads a payload that is known to be JSON.</summary>
    public static UploadPayload Read(ReadOnlyMemory<byte> json)
    {
        var payload = new UploadPayload { StoreId = Musubi.StoreId.Root, Entries = [] };
        var reader = new Utf8JsonReader(json.Span, JsonText.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return payload;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                payload = payload with { Name = reader.ReadText() };
            }
            else if (reader.ValueTextEquals("root_id"u8))
            {
                payload = payload with { RootId = reader.ReadText() };
            }
            else if (reader.ValueTextEquals("store_id"u8))
            {
                payload = payload with { StoreId = reader.ReadStoreId() };
            }
            else if (reader.ValueTextEquals("ref"u8))
            {
                payload = payload with { Ref = reader.ReadText() };
            }
            else if (reader.ValueTextEquals("progress"u8))
            {
                payload = payload with { Progress = (int)Math.Clamp(reader.ReadInteger() ?? 0, 0, MaxProgress) };
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                payload = payload with { Message = reader.ReadText() };
            }
            else if (reader.ValueTextEquals("entries"u8))
            {
                reader.Read();
                payload = payload with { Entries = ReadEntries(ref reader) };
            }
            else
            {
                reader.Skip();
            }
        }

        return payload;
    }

    private static ImmutableArray<AnnouncedFile> ReadEntries(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return [];
            case JsonTokenType.StartArray:
                var entries = ImmutableArray.CreateBuilder<AnnouncedFile>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    entries.Add(ReadEntry(ref reader));
                }

                return entries.DrainToImmutable();
            default:
                return [ReadEntry(ref reader)];
        }
    }

    private static AnnouncedFile ReadEntry(ref Utf8JsonReader reader)
    {
        var file = new AnnouncedFile(null, null, null, null);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return file;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("client_ref"u8))
            {
                file = file with { ClientRef = reader.ReadText() };
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                file = file with { Name = reader.ReadText() };
            }
            else if (reader.ValueTextEquals("size"u8))
            {
                file = file with { Size = reader.ReadInteger() };
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                file = file with { Type = reader.ReadText() };
            }
            else
            {
                reader.Skip();
            }
        }

        return file;
    }
}
