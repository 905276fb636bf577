using Musubi.Gateway.Tests.Scripted;

namespace Musubi.Gateway.Tests;

/// <summary>Whole frames from the server, as the test client prints them.</summary>
internal static class Sent
{
    public static string Ok(string? joinRef, string? @ref, string topic, string response = "{}") =>
        $$"""[{{joinRef ?? "null"}},{{@ref ?? "null"}},{{topic}},phx_reply,{"status":"ok","response":{{response}}}]""";

    public static string Error(string? joinRef, string? @ref, string topic, string reason) =>
        $$$"""[{{{joinRef ?? "null"}}},{{{@ref ?? "null"}}},{{{topic}}},phx_reply,{"status":"error","response":{"reason":"{{{reason}}}"}}]""";

    public static string Mounted(string? joinRef, string? @ref, string topic, RootScript root) =>
        Ok(joinRef, @ref, topic, $$"""{"root_id":"{{root.RootId}}"}""");

    /// <summary>A patch with the client's versions, whose content is what <see cref="RootScript.Patch"/> wrote for the grain's.</summary>
    public static string Patch(string? joinRef, string topic, RootScript root, long version, string content) =>
        $$$"""[{{{joinRef ?? "null"}}},null,{{{topic}}},patch,{"type":"patch","root_id":"{{{root.RootId}}}","base_version":{{{version - 1}}},"version":{{{version}}},"ops":[{"op":"replace","path":"","value":"{{{content}}}"}],"stream_ops":[],"upload_ops":[],"events":[]}]""";

    public static string Close(string joinRef, string topic) => $$"""[{{joinRef}},{{joinRef}},{{topic}},phx_close,{}]""";

    public static string Crash(string joinRef, string topic) => $$"""[{{joinRef}},{{joinRef}},{{topic}},phx_error,{"reason":"channel_crash"}]""";
}
