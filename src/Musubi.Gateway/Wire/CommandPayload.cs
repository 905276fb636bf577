using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>The payload of a <c>command</c> event: <c>{store_id, name, payload, root_id, cid, ack}</c>.</summary>
/// <remarks>Reading never fails: a field that is missing or of another type is null here, because what is wrong is
/// reported in the order of docs/wire.md, section 4, and not in the order of the fields. Of doubled fields the last one counts.</remarks>
/// <param name="Name">The command's name; null unless a string that is not empty.</param>
/// <param name="RootId">The addressed root; null unless a string. Only the connection's channel has it.</param>
/// <param name="StoreId">The addressed store, the root when absent; null when it is no array of strings.</param>
/// <param name="Payload">The command's own payload, which may be any JSON; <c>{}</c> when absent. Shares the frame's memory.</param>
/// <param name="Cid">The client's number for the command; 0 when it does not number them.</param>
/// <param name="Ack">The number up to which it has every answer.</param>
internal readonly record struct CommandPayload(string? Name, string? RootId, StoreId? StoreId, ReadOnlyMemory<byte> Payload, long Cid, long Ack)
{
    private static readonly ReadOnlyMemory<byte> NoFields = "{}"u8.ToArray();

    /// <summary>Reads a payload that is known to be JSON.</summary>
    /// <param name="json">The payload.</param>
    /// <param name="likelyName">The last command's name: a page often sends the same one.</param>
    public static CommandPayload Read(ReadOnlyMemory<byte> json, string? likelyName = null)
    {
        string? name = null;
        string? rootId = null;
        StoreId? storeId = Musubi.StoreId.Root;
        var payload = NoFields;
        long cid = 0;
        long ack = 0;

        var reader = new Utf8JsonReader(json.Span, JsonText.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = reader.ReadText(likelyName);
            }
            else if (reader.ValueTextEquals("store_id"u8))
            {
                storeId = reader.ReadStoreId();
            }
            else if (reader.ValueTextEquals("payload"u8))
            {
                payload = reader.ReadSlice(json);
            }
            else if (reader.ValueTextEquals("root_id"u8))
            {
                rootId = reader.ReadText();
            }
            else if (reader.ValueTextEquals("cid"u8))
            {
                cid = Math.Max(0, reader.ReadInteger() ?? 0);
            }
            else if (reader.ValueTextEquals("ack"u8))
            {
                ack = reader.ReadInteger() ?? 0;
            }
            else
            {
                reader.Skip();
            }
        }

        return new CommandPayload(name, rootId, storeId, payload, cid, ack);
    }
}
