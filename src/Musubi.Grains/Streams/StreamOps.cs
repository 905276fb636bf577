using System.Text.Json;
using Musubi.Grains.Documents;

namespace Musubi.Grains.Streams;

/// <summary>Writes what one store asked of its streams.</summary>
/// <remarks>Streams in the order of their first use; in a stream the reset, then every insert, then every delete, in the order of the calls.
/// Source: docs/wire.md, "stream_ops".</remarks>
internal static class StreamOps
{
    private static readonly JsonEncodedText Op = JsonEncodedText.Encode("op");
    private static readonly JsonEncodedText Reset = JsonEncodedText.Encode("reset");
    private static readonly JsonEncodedText Insert = JsonEncodedText.Encode("insert");
    private static readonly JsonEncodedText Delete = JsonEncodedText.Encode("delete");
    private static readonly JsonEncodedText Stream = JsonEncodedText.Encode("stream");
    private static readonly JsonEncodedText Ref = JsonEncodedText.Encode("ref");
    private static readonly JsonEncodedText StoreIdName = JsonEncodedText.Encode("store_id");
    private static readonly JsonEncodedText ItemKey = JsonEncodedText.Encode("item_key");
    private static readonly JsonEncodedText At = JsonEncodedText.Encode("at");
    private static readonly JsonEncodedText Item = JsonEncodedText.Encode("item");
    private static readonly JsonEncodedText Limit = JsonEncodedText.Encode("limit");

    /// <param name="storeId">The store.</param>
    /// <param name="state">How its state is written, which declares its streams' items.</param>
    /// <param name="table">What it knows of its streams.</param>
    /// <param name="effects">What it asked for, in order.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(StoreId storeId, StateShape state, StreamTable table, IReadOnlyList<StreamEffect> effects, OperationsWriter writer)
    {
        for (var index = 0; index < table.Used.Length; index++)
        {
            var of = new OfStream(storeId, state, table.Used[index], index.ToString(System.Globalization.CultureInfo.InvariantCulture), writer);
            var reset = false;
            foreach (var effect in effects)
            {
                if (!reset && effect is StreamReset && of.Is(effect))
                {
                    reset = true;
                    of.Begin(Reset).WriteEndObject();
                }
            }

            foreach (var effect in effects)
            {
                if (effect is StreamInserts inserts && of.Is(effect))
                {
                    inserts.Visit(of);
                }
            }

            foreach (var effect in effects)
            {
                if (effect is StreamRemoval removal && of.Is(effect))
                {
                    var json = of.Begin(Delete);
                    json.WriteString(ItemKey, removal.ItemKey);
                    json.WriteEndObject();
                }
            }
        }
    }

    private sealed class OfStream(StoreId storeId, StateShape state, string stream, string @ref, OperationsWriter writer) : IStreamItemVisitor
    {
        public bool Is(StreamEffect effect) => effect.Stream.Name == stream;

        public Utf8JsonWriter Begin(JsonEncodedText op)
        {
            var json = writer.Begin();
            json.WriteString(Op, op);
            json.WriteString(Stream, stream);
            json.WriteString(Ref, @ref);
            json.WritePropertyName(StoreIdName);
            storeId.WriteTo(json);
            return json;
        }

        public void Visit<T>(StreamInserts inserts, string itemKey, T item)
        {
            var declared = state.ShapeOf(stream) as StreamWireType<T>;
            if (item is null && declared?.ItemPosition is { RefusesNull: true } position)
            {
                position.ThrowNull(typeof(T), $"'{itemKey}'");
            }

            var json = Begin(Insert);
            json.WriteString(ItemKey, itemKey);
            json.WriteNumber(At, inserts.At);
            json.WritePropertyName(Item);
            (declared?.Item ?? WireType.For<T>()).Write(item, writer.Values);
            if (inserts.Limit is { } limit)
            {
                json.WriteNumber(Limit, limit);
            }
            else
            {
                json.WriteNull(Limit);
            }

            json.WriteEndObject();
        }
    }
}
