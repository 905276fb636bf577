namespace Musubi.Testing.Tests.Examples;

// docs:toast
public sealed record ToastPayload(string Text);

public sealed record NoteState(string Text);

public sealed class NoteStore : RootStore<NoteState>
{
    public static readonly PushEvent<ToastPayload> Toast = new("toast");
    private static readonly Key<string> Text = new("text");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Text, "");

    [Command]
    public Socket Save(string text, Socket socket) => socket
        .Assign(Text, text)
        .PushEvent(Toast, new ToastPayload("Saved"));

    public override NoteState Render(Socket socket) => new(socket.Get(Text));
}
// docs:end

public sealed class EventsExample
{
    [Fact]
    public async Task Note_Saved_SaysSoOnce()
    {
        // docs:toast-test
        await using var page = await StorePage.MountAsync<NoteStore>();

        await page.DispatchAsync("save", new { text = "Buy tea" });

        Assert.Equal(new ToastPayload("Saved"), page.ExpectEvent(NoteStore.Toast));
        page.ExpectNoEvent(NoteStore.Toast);
        // docs:end
    }
}
