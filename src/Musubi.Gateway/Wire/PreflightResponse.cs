using System.Buffers;
using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>The response to <c>allow_upload</c>: <c>{ref, config, entries: {client_ref: …}, errors: […]}</c>.</summary>
/// <remarks>Source: docs/wire.md, section 6; frames in upload_preflight_ok.json.</remarks>
internal static class PreflightResponse
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = WireJson.Options.Encoder };

    /// <param name="upload">The upload's name.</param>
    /// <param name="config">Its limits.</param>
    /// <param name="allowed">The files that may come.</param>
    /// <param name="refused">Those that may not.</param>
    /// <param name="tokenOf">The token for a file that comes over the gateway.</param>
    public static ReadOnlyMemory<byte> Write(
        string upload, UploadConfig config, IEnumerable<AllowedFile> allowed, IEnumerable<RefusedFile> refused, Func<AllowedFile, string> tokenOf)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("ref"u8, upload);
            json.WritePropertyName("config"u8);
            WriteConfig(json, config);
            json.WriteStartObject("entries"u8);
            foreach (var file in allowed)
            {
                WriteAllowed(json, file, tokenOf);
            }

            json.WriteEndObject();
            json.WriteStartArray("errors"u8);
            foreach (var file in refused)
            {
                WriteRefused(json, file);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteConfig(Utf8JsonWriter json, UploadConfig config)
    {
        json.WriteStartObject();
        json.WritePropertyName("accept"u8);
        if (config.Accept.IsEmpty)
        {
            json.WriteStringValue("any"u8);
        }
        else
        {
            json.WriteStartArray();
            foreach (var extension in config.Accept)
            {
                json.WriteStringValue(extension);
            }

            json.WriteEndArray();
        }

        json.WriteNumber("max_entries"u8, config.MaxEntries);
        json.WriteNumber("max_file_size"u8, config.MaxFileSize);
        json.WriteNumber("chunk_size"u8, config.ChunkSize);
        json.WriteEndObject();
    }

    private static void WriteAllowed(Utf8JsonWriter json, AllowedFile file, Func<AllowedFile, string> tokenOf)
    {
        json.WriteStartObject(file.ClientRef);
        json.WriteString("type"u8, file.Uploader is null ? "channel"u8 : "external"u8);
        json.WriteString("entry_ref"u8, file.EntryRef);
        if (file.Uploader is null)
        {
            json.WriteString("token"u8, tokenOf(file));
        }
        else
        {
            json.WriteString("uploader"u8, file.Uploader);
            json.WritePropertyName("meta"u8);
            json.WriteRawValue(file.Meta.IsEmpty ? "{}"u8 : file.Meta.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private static void WriteRefused(Utf8JsonWriter json, RefusedFile file)
    {
        json.WriteStartObject();
        json.WriteString("client_ref"u8, file.ClientRef);
        json.WritePropertyName("error"u8);
        JsonSerializer.Serialize(json, UploadError.Of(file.Code), WireJson.Options);
        json.WriteEndObject();
    }
}
