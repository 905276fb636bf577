namespace Musubi.Gateway.Wire;

/// <summary>Event names, as they stand in a frame. Source: docs/wire.md, sections 1 to 4, and 6.</summary>
internal static class Events
{
    public const string Heartbeat = "heartbeat";
    public const string Join = "phx_join";
    public const string Leave = "phx_leave";
    public const string Reply = "phx_reply";
    public const string Close = "phx_close";
    public const string Error = "phx_error";

    public const string Mount = "mount";
    public const string Unmount = "unmount";
    public const string Command = "command";
    public const string Patch = "patch";

    public const string AllowUpload = "allow_upload";
    public const string CancelUpload = "cancel_upload";
    public const string UploadProgress = "upload_progress";
    public const string UploadError = "upload_error";
    public const string Chunk = "chunk";
}
