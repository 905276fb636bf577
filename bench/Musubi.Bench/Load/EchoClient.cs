namespace Musubi.Bench.Load;

/// <summary>Sends a frame of Musubi's, and has it back, whoever saw it in between.</summary>
internal sealed class EchoClient : LoadClient
{
    public override Task Open(int port) => Connect(port, "/");

    public override async ValueTask Command()
    {
        await Send(MusubiClient.Add);
        await Receive();
    }

    public override ValueTask Announce() => throw new NotSupportedException();

    public override ValueTask NextPatch() => throw new NotSupportedException();
}
