using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Musubi.Bench.Load;

/// <summary>A page of Blazor Server's, as far as its circuit can tell: it does what the browser's script does, but for the document.</summary>
internal sealed class BlazorClient : LoadClient
{
    private const string ClickArguments = """{"detail":1,"screenX":120,"screenY":240,"clientX":120,"clientY":160,"offsetX":20,"offsetY":10,"pageX":120,"pageY":160,"movementX":0,"movementY":0,"button":0,"buttons":0,"ctrlKey":false,"shiftKey":false,"altKey":false,"metaKey":false,"type":"click"}""";

    // The document is fetched once a server, since no other contender is asked for one; what it says of the component is good for five minutes.
    private static readonly ConcurrentDictionary<int, Lazy<Task<string>>> Markers = new();

    private readonly byte[] _renderCompleted = CircuitCall.RenderCompleted();
    private ReadOnlyMemory<byte> _unread;
    private byte[] _add = [];
    private byte[] _announce = [];
    private long _events;
    private int _count;

    public override async Task Open(int port)
    {
        var page = $"http://127.0.0.1:{port}/";
        var marker = await Markers.GetOrAdd(port, _ => new Lazy<Task<string>>(() => Marker(page))).Value;
        await Connect(port, "/_blazor");
        await Send(Encoding.UTF8.GetBytes("""{"protocol":"blazorpack","version":1}""" + "\u001e"));
        await Receive();

        await Call(CircuitCall.Write("1", "StartCircuit", page, page, "[]", ""));
        await Next(CircuitMessageKind.Completed);
        await Call(CircuitCall.Write(null, "UpdateRootComponents", $$"""{"batchId":1,"operations":[{"type":"add","ssrComponentId":1,"marker":{{marker}}}]}""", ""));

        var batch = await Next(CircuitMessageKind.RenderBatch);
        var handlers = new RenderBatch(batch.Content.Span).EventHandlers();
        (_add, _announce) = (Click(handlers[0]), Click(handlers[1]));
        await Rendered(batch);
    }

    public override async ValueTask Command()
    {
        await Call(_add);
        await NextPatch();
    }

    public override ValueTask Announce() => Call(_announce);

    public override async ValueTask NextPatch()
    {
        var batch = await Next(CircuitMessageKind.RenderBatch);
        if (new RenderBatch(batch.Content.Span).Number() != ++_count)
        {
            throw new InvalidOperationException($"Expected {_count}.");
        }

        await Rendered(batch);
    }

    private static async Task<string> Marker(string page)
    {
        using var http = new HttpClient();
        var document = await http.GetStringAsync(page);
        const string start = "<!--Blazor:";
        var from = document.IndexOf(start, StringComparison.Ordinal);
        return from < 0 ? throw new InvalidOperationException("Expected a document with a component.") : document[(from + start.Length)..document.IndexOf("-->", from, StringComparison.Ordinal)];
    }

    private byte[] Click(ulong handler) => CircuitCall.Write(
        null,
        "BeginInvokeDotNetFromJS",
        "1",
        null,
        "DispatchEventAsync",
        _events,
        $$"""[{"eventHandlerId":{{handler}},"eventName":"click","eventFieldInfo":null},{{ClickArguments}}]""");

    private ValueTask Call(byte[] message) => Send(message, WebSocketMessageType.Binary);

    private ValueTask Rendered(CircuitMessage batch)
    {
        CircuitCall.SetBatch(_renderCompleted, batch.Id);
        return Call(_renderCompleted);
    }

    private async ValueTask<CircuitMessage> Next(CircuitMessageKind kind)
    {
        while (true)
        {
            if (_unread.IsEmpty)
            {
                _unread = await Receive();
            }

            var message = CircuitMessage.Read(ref _unread);
            if (message.Kind == CircuitMessageKind.Failed)
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(message.Content.Span));
            }

            if (message.Kind == CircuitMessageKind.ScriptCall)
            {
                await Answer(message);
            }

            if (message.Kind == kind)
            {
                return message;
            }
        }
    }

    // The renderer's one call, which hands over what takes the page's events.
    private ValueTask Answer(CircuitMessage call)
    {
        using var arguments = JsonDocument.Parse(call.Content);
        _events = arguments.RootElement[1].GetProperty("__dotNetObject").GetInt64();
        return Call(CircuitCall.Write(null, "EndInvokeJSFromDotNet", call.Id, true, $"[{call.Id},true,null]"));
    }
}
