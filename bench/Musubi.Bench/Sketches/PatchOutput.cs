using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Musubi.Bench.Sketches;

/// <summary>The patch that both sketches write: operations, and the path that they are at.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The writer is over a buffer of its own.")]
internal sealed class PatchOutput
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<string> _path = [];
    private readonly Utf8JsonWriter _json;

    public PatchOutput() =>
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public void Begin()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartArray();
    }

    public byte[] Complete()
    {
        _json.WriteEndArray();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public void Push(string name) => _path.Add(name);

    public void Push(int index) => _path.Add(index.ToString(CultureInfo.InvariantCulture));

    public void Pop() => _path.RemoveAt(_path.Count - 1);

    public void Write<T>(string op, T value)
    {
        Open(op);
        JsonSerializer.Serialize(_json, value, WireJson.Options);
        _json.WriteEndObject();
    }

    public void WriteRaw(string op, ReadOnlySpan<byte> value)
    {
        Open(op);
        _json.WriteRawValue(value, skipInputValidation: true);
        _json.WriteEndObject();
    }

    public void Remove()
    {
        _json.WriteStartObject();
        _json.WriteString("op"u8, "remove"u8);
        _json.WriteString("path"u8, $"/{string.Join('/', _path)}");
        _json.WriteEndObject();
    }

    private void Open(string op)
    {
        _json.WriteStartObject();
        _json.WriteString("op"u8, op);
        _json.WriteString("path"u8, $"/{string.Join('/', _path)}");
        _json.WritePropertyName("value"u8);
    }
}
