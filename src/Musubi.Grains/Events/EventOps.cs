using System.Text.Json;
using Musubi.Grains.Documents;

namespace Musubi.Grains.Events;

/// <summary>Writes the events that one store pushes.</summary>
internal static class EventOps
{
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Payload = JsonEncodedText.Encode("payload");
    private static readonly JsonEncodedText StoreIdName = JsonEncodedText.Encode("store_id");

    public static void Write(StoreId storeId, IEnumerable<PushedEvent> events, OperationsWriter writer)
    {
        foreach (var pushed in events)
        {
            var json = writer.Begin();
            json.WriteString(Name, pushed.Name);
            json.WritePropertyName(Payload);
            WireType.For(pushed.Payload.GetType()).WriteBoxed(pushed.Payload, writer.Values);
            json.WritePropertyName(StoreIdName);
            storeId.WriteTo(json);
            json.WriteEndObject();
        }
    }
}
