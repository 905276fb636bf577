using System.Buffers;
using System.Text.Json;

namespace Musubi.Grains.Documents;

/// <summary>Writes rendered state as JSON, with the documents of child stores in their places.</summary>
internal sealed class DocumentWriter(Utf8JsonWriter json)
{
    private static readonly JsonEncodedText StoreIdName = JsonEncodedText.Encode("__musubi_store_id__");
    private static readonly JsonEncodedText StreamMarker = JsonEncodedText.Encode("__musubi_stream__");
    private static readonly JsonEncodedText UploadMarker = JsonEncodedText.Encode("__musubi_upload__");

    private DocumentNode? _node;
    private long _cycle;

    public Utf8JsonWriter Json { get; } = json;

    /// <summary>Writes a value that stands alone, such as a reply.</summary>
    public static ReadOnlyMemory<byte> WriteAlone<T>(T value, WireType<T> shape)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = WireJson.Options.Encoder, SkipValidation = true });
        shape.Write(value, new DocumentWriter(json));
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The names entered so far below the node that is being written.</summary>
    public Container Container { get; set; }

    /// <summary>Starts writing parts of one node's state.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cycle">The render cycle; every node that is written whole is marked with it.</param>
    public void Begin(DocumentNode? node, long cycle)
    {
        _node = node;
        _cycle = cycle;
        Container = default;
    }

    /// <summary>Writes the whole document of a node.</summary>
    public void WriteNode(DocumentNode node)
    {
        var (outerNode, outerContainer) = (_node, Container);
        (_node, Container) = (node, default);
        node.WrittenInCycle = _cycle;
        Json.WriteStartObject();
        Json.WritePropertyName(StoreIdName);
        node.Id.WriteTo(Json);
        node.Shape.WriteProperties(node.State!, this);
        foreach (var upload in node.Uploads)
        {
            Json.WriteStartObject(upload.Name);
            Json.WriteString(UploadMarker, upload.Name);
            Json.WriteEndObject();
        }

        Json.WriteEndObject();
        (_node, Container) = (outerNode, outerContainer);
    }

    /// <summary>Writes the document of a child of the current node.</summary>
    /// <exception cref="NoWireFormException">There is no current node: what is being written stands alone.</exception>
    public void WriteChild(Child child)
    {
        if (_node is null)
        {
            throw new NoWireFormException($"{child.StoreType} is placed outside of a store's rendered state. Expected child stores in what Render returns.");
        }

        WriteNode(_node.ChildAt(new ChildKey(Container, child.Id)));
    }

    /// <summary>Writes the place of a stream of the current node.</summary>
    /// <exception cref="NoWireFormException">There is no current node: what is being written stands alone.</exception>
    public void WriteStream(IStream stream)
    {
        if (_node is null)
        {
            throw new NoWireFormException($"The stream '{stream.Name}' is placed outside of a store's rendered state. Expected streams in what Render returns.");
        }

        Json.WriteStartObject();
        Json.WriteString(StreamMarker, stream.Name);
        Json.WriteEndObject();
    }
}
