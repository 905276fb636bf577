using System.Globalization;

namespace Musubi.Grains.Tests.Commands;

internal abstract class TextStore : RootStore<TextStore.State>
{
    protected static readonly Key<string> Text = new("text");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Text, "");

    public override State Render(Socket socket) => new(socket.Get(Text));

    internal sealed record State(string Text);
}

internal enum Kind
{
    Small,
    VeryBig,
}

internal sealed record Item(int ItemId, Kind Kind);

internal sealed record EchoReply(bool Ok, string Echo);

internal sealed class CommandsStore : TextStore
{
    [Command]
    public Socket Plain(string text, Socket socket) => socket.Assign(Text, text);

    [Command]
    public static Socket Static(string text, Socket socket) => socket.Assign(Text, text);

    [Command]
    public async Task<Socket> Task(Socket socket, string text)
    {
        await System.Threading.Tasks.Task.Yield();
        return socket.Assign(Text, text);
    }

    [Command]
    public async ValueTask<Socket> ValueTask(string text, Socket socket)
    {
        await System.Threading.Tasks.Task.Yield();
        return socket.Assign(Text, text);
    }

    [Command]
    public (EchoReply Reply, Socket Socket) Reply(string text, Socket socket) => (new EchoReply(true, text), socket.Assign(Text, text));

    [Command]
    public async Task<(EchoReply Reply, Socket Socket)> ReplyTask(string text, Socket socket)
    {
        await System.Threading.Tasks.Task.Yield();
        return (new EchoReply(true, text), socket.Assign(Text, text));
    }

    [Command]
    public ValueTask<(EchoReply Reply, Socket Socket)> ReplyValueTask(string text, Socket socket) => new((new EchoReply(true, text), socket.Assign(Text, text)));

    [Command]
    public Socket Optional(Socket socket, string text = "none") => socket.Assign(Text, text);

    [Command]
    public Socket Nullable(int? count, Socket socket) => socket.Assign(Text, count?.ToString(CultureInfo.InvariantCulture) ?? "null");

    [Command("renamed!")]
    public Socket Another(Socket socket) => socket.Assign(Text, "renamed");

    [Command]
    public Socket Record(Item item, Socket socket) => socket.Assign(Text, $"{item.ItemId} {item.Kind}");
}

internal sealed class NoSocketStore : TextStore
{
    [Command]
    public string Do(string text) => text;
}

internal sealed class HiddenStore : TextStore
{
    [Command]
    internal Socket Do(Socket socket) => socket;
}

internal sealed class WrongReturnStore : TextStore
{
    [Command]
    public string Do(Socket socket) => socket.Id;
}

internal sealed class ScalarReplyStore : TextStore
{
    [Command]
    public (int Reply, Socket Socket) Do(Socket socket) => (1, socket);
}

internal sealed class UnwritableReplyStore : TextStore
{
    [Command]
    public (Unwritable Reply, Socket Socket) Do(Socket socket) => (new Unwritable(TimeSpan.Zero), socket);
}

internal sealed record Unwritable(TimeSpan Span);

internal sealed class DoubledAttributeStore : TextStore
{
    public static readonly Attr<string> One = new("same");
    public static readonly Attr<int> Two = new("same");
}

[StoreName("Bad:Name")]
internal sealed class BadNameStore : TextStore;

internal sealed class DoubledStore : TextStore
{
    [Command("same")]
    public Socket One(Socket socket) => socket;

    [Command("same")]
    public Socket Two(Socket socket) => socket;
}

internal sealed class StatefulStore : TextStore
{
    private int _count;

    [Command]
    public Socket Do(Socket socket) => socket.Assign(Text, $"{_count++}");
}

internal sealed class MutableStateStore : RootStore<MutableStateStore.State>
{
    public override State Render(Socket socket) => new() { Text = "" };

    internal sealed class State
    {
        public required string Text { get; set; }
    }
}

internal sealed class MutableListStore : RootStore<MutableListStore.State>
{
    public override State Render(Socket socket) => new([]);

    internal sealed record State(List<string> Items);
}

internal sealed class UnwritableStateStore : RootStore<UnwritableStateStore.State>
{
    public override State Render(Socket socket) => new(static () => { });

    internal sealed record State(Action Callback);
}

internal sealed class ReservedNameStore : RootStore<ReservedNameStore.State>
{
    public override State Render(Socket socket) => new("");

    internal sealed record State([property: System.Text.Json.Serialization.JsonPropertyName("__musubi_store_id__")] string Id);
}

internal sealed class BadChildStore : RootStore<BadChildStore.State>
{
    public override State Render(Socket socket) => new([]);

    internal sealed record State(IReadOnlyList<Child<MutableStateStore>> Children);
}
