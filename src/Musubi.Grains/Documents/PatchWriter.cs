using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Musubi.Grains.Documents;

/// <summary>Writes the operations of one patch, an array of RFC 6902 add, remove and replace, and keeps the path that they are at.</summary>
/// <remarks>Rented for the synchronous part of a cycle that finds the differences, one for each thread: the buffers are reused, and
/// the operations leave as one array of their own.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The writer is over a buffer of its own, and lives as long as its thread.")]
internal sealed class PatchWriter
{
    private const int InitialPathBytes = 256;

    // A buffer that one huge patch made huge is not kept.
    private const int MaxKeptBytes = 256 * 1024;

    private static readonly JsonEncodedText Op = JsonEncodedText.Encode("op");
    private static readonly JsonEncodedText Path = JsonEncodedText.Encode("path");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText AddOp = JsonEncodedText.Encode("add");
    private static readonly JsonEncodedText RemoveOp = JsonEncodedText.Encode("remove");
    private static readonly JsonEncodedText ReplaceOp = JsonEncodedText.Encode("replace");

    [ThreadStatic]
    private static PatchWriter? _kept;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private byte[] _path = new byte[InitialPathBytes];
    private int _pathLength;

    private PatchWriter()
    {
        // What is written is right by construction; the depth of a document is bounded by the tree's and the types' own.
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        Document = new DocumentWriter(_json);
    }

    /// <summary>Operations written so far.</summary>
    public int Count { get; private set; }

    /// <summary>Writes values, with the child stores of the current node in them.</summary>
    public DocumentWriter Document { get; }

    public static PatchWriter Rent()
    {
        var writer = _kept ?? new PatchWriter();
        _kept = null;
        writer._json.WriteStartArray();
        return writer;
    }

    /// <summary>The operations as a JSON array, or empty when there are none; the writer must not be used afterwards.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        _json.WriteEndArray();
        _json.Flush();
        ReadOnlyMemory<byte> ops = Count > 0 ? _buffer.WrittenSpan.ToArray() : default;
        Return();
        return ops;
    }

    /// <summary>Goes one step down.</summary>
    /// <param name="segment">The step, escaped, with its slash.</param>
    /// <returns>What <see cref="Pop"/> takes.</returns>
    public int Push(string segment)
    {
        var length = _pathLength;
        Reserve(Encoding.UTF8.GetMaxByteCount(segment.Length));
        _pathLength += Encoding.UTF8.GetBytes(segment, _path.AsSpan(_pathLength));
        return length;
    }

    /// <inheritdoc cref="Push(string)"/>
    /// <param name="index">The index of a list's element.</param>
    public int Push(int index)
    {
        const int maxDigits = 10;
        var length = _pathLength;
        Reserve(1 + maxDigits);
        _path[_pathLength++] = (byte)'/';
        index.TryFormat(_path.AsSpan(_pathLength), out var written);
        _pathLength += written;
        return length;
    }

    public void Pop(int length) => _pathLength = length;

    /// <summary>Sets the path to where a node's document is.</summary>
    public void MoveTo(DocumentNode node)
    {
        _pathLength = 0;
        PushNode(node);
    }

    public void Replace<T>(T? value, WireType<T> shape) => WriteValue(ReplaceOp, value!, shape);

    public void Add<T>(T value, WireType<T> shape) => WriteValue(AddOp, value, shape);

    public void Remove()
    {
        Begin(RemoveOp);
        _json.WriteEndObject();
    }

    /// <summary>Replaces the whole document.</summary>
    public void ReplaceRoot(DocumentNode root)
    {
        _pathLength = 0;
        ReplaceNode(root);
    }

    /// <summary>Replaces the whole document of a node, at the path that <see cref="MoveTo"/> went to.</summary>
    public void ReplaceNode(DocumentNode node)
    {
        Begin(ReplaceOp);
        _json.WritePropertyName(Value);
        Document.WriteNode(node);
        _json.WriteEndObject();
    }

    private void PushNode(DocumentNode node)
    {
        if (node.Parent is null)
        {
            return;
        }

        PushNode(node.Parent);
        Push(node.Pointer);
        if (node.Index >= 0)
        {
            Push(node.Index);
        }
    }

    private void WriteValue<T>(JsonEncodedText op, T value, WireType<T> shape)
    {
        Begin(op);
        _json.WritePropertyName(Value);
        shape.Write(value, Document);
        _json.WriteEndObject();
    }

    private void Begin(JsonEncodedText op)
    {
        Count++;
        _json.WriteStartObject();
        _json.WriteString(Op, op);
        _json.WriteString(Path, _path.AsSpan(0, _pathLength));
    }

    private void Reserve(int bytes)
    {
        if (_path.Length - _pathLength < bytes)
        {
            Array.Resize(ref _path, Math.Max(_path.Length * 2, _pathLength + bytes));
        }
    }

    private void Return()
    {
        if (_buffer.Capacity > MaxKeptBytes)
        {
            return;
        }

        _buffer.ResetWrittenCount();
        _json.Reset();
        Document.Begin(null, 0);
        _pathLength = 0;
        Count = 0;
        _kept = this;
    }
}
