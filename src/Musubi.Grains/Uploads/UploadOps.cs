using System.Text.Json;
using Musubi.Grains.Documents;

namespace Musubi.Grains.Uploads;

/// <summary>Writes what happened to one store's uploads.</summary>
/// <remarks>Source: docs/wire.md, "upload_ops"; frames in upload_preflight_ok.json and upload_cancel.json.</remarks>
internal static class UploadOps
{
    private static readonly WireType<UploadStatus> Status = WireType.For<UploadStatus>();
    private static readonly WireType<UploadErrorCode> Code = WireType.For<UploadErrorCode>();

    /// <summary>Writes the limits of an upload, for a store that is new to the client.</summary>
    public static void WriteConfig(StoreId storeId, Upload upload, OperationsWriter writer)
    {
        var json = Begin(storeId, upload.Name, "config", writer);
        json.WriteStartObject("config");
        json.WritePropertyName("accept");
        if (upload.Accept.IsEmpty)
        {
            json.WriteStringValue("any");
        }
        else
        {
            json.WriteStartArray();
            foreach (var extension in upload.Accept)
            {
                json.WriteStringValue(extension);
            }

            json.WriteEndArray();
        }

        json.WriteNumber("max_entries", upload.MaxEntries);
        json.WriteNumber("max_file_size", upload.MaxFileSize);
        json.WriteNumber("chunk_size", upload.ChunkSize);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(StoreId storeId, UploadEffect effect, OperationsWriter writer)
    {
        var json = Begin(storeId, effect.Upload, effect.Change switch
        {
            UploadChange.Add => "add",
            UploadChange.Progress => "progress",
            UploadChange.Complete => "complete",
            UploadChange.Error => "error",
            UploadChange.Cancel => "cancel",
            UploadChange.Reset => "reset",
            _ => throw new InvalidOperationException($"Expected a change of an upload; got {effect.Change}."),
        }, writer);
        if (effect.Entry is { } entry)
        {
            json.WriteString("ref", entry.Ref);
            switch (effect.Change)
            {
                case UploadChange.Add:
                    json.WritePropertyName("entry");
                    WriteEntry(entry, writer);
                    break;
                case UploadChange.Progress:
                    json.WriteNumber("progress", entry.Progress);
                    break;
                case UploadChange.Error:
                    json.WritePropertyName("error");
                    WriteError(entry.Errors[^1], writer);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static Utf8JsonWriter Begin(StoreId storeId, string upload, string op, OperationsWriter writer)
    {
        var json = writer.Begin();
        json.WriteString("op", op);
        json.WriteString("upload", upload);
        json.WritePropertyName("store_id");
        storeId.WriteTo(json);
        return json;
    }

    // Only what is the client's business: not where the file is.
    private static void WriteEntry(UploadEntry entry, OperationsWriter writer)
    {
        var json = writer.Json;
        json.WriteStartObject();
        json.WriteString("ref", entry.Ref);
        json.WriteString("client_name", entry.ClientName);
        json.WriteNumber("client_size", entry.ClientSize);
        json.WriteString("client_type", entry.ClientType);
        json.WriteNumber("progress", entry.Progress);
        json.WritePropertyName("status");
        Status.Write(entry.Status, writer.Values);
        json.WriteStartArray("errors");
        foreach (var error in entry.Errors)
        {
            WriteError(error, writer);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteError(UploadError error, OperationsWriter writer)
    {
        writer.Json.WriteStartObject();
        writer.Json.WritePropertyName("code");
        Code.Write(error.Code, writer.Values);
        writer.Json.WriteString("message", error.Message);
        writer.Json.WriteEndObject();
    }
}
