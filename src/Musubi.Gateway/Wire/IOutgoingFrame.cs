using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>A frame that can write itself as <c>[join_ref, ref, topic, event, payload]</c>.</summary>
internal interface IOutgoingFrame
{
    void WriteTo(Utf8JsonWriter json);
}
