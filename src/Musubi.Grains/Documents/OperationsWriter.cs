using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Musubi.Grains.Documents;

/// <summary>Writes one of an envelope's arrays beside its patch operations: stream operations, upload operations, events.</summary>
/// <remarks>Rented like <see cref="PatchWriter"/>, one for each thread.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The writer is over a buffer of its own, and lives as long as its thread.")]
internal sealed class OperationsWriter
{
    private const int MaxKeptBytes = 256 * 1024;

    [ThreadStatic]
    private static OperationsWriter? _kept;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    private OperationsWriter()
    {
        Json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        Values = new DocumentWriter(Json);
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>Writes values that stand alone: a child store in one is an error.</summary>
    public DocumentWriter Values { get; }

    /// <summary>Number of operations so far.</summary>
    public int Count { get; private set; }

    public static OperationsWriter Rent()
    {
        var writer = _kept ?? new OperationsWriter();
        _kept = null;
        writer.Json.WriteStartArray();
        return writer;
    }

    /// <summary>Begins an operation, an object that the caller ends.</summary>
    public Utf8JsonWriter Begin()
    {
        Count++;
        Json.WriteStartObject();
        return Json;
    }

    /// <summary>The array, or empty when nothing was written; the writer must not be used afterwards.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        Json.WriteEndArray();
        Json.Flush();
        ReadOnlyMemory<byte> operations = Count > 0 ? _buffer.WrittenSpan.ToArray() : default;
        if (_buffer.Capacity <= MaxKeptBytes)
        {
            _buffer.ResetWrittenCount();
            Json.Reset();
            Count = 0;
            _kept = this;
        }

        return operations;
    }
}
