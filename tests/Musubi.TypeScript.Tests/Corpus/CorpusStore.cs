namespace Musubi.TypeScript.Tests.Corpus;

public class CorpusStore<TState, TInput> : RootStore<TState>
    where TState : class
{
    [Command]
    public Socket Take(TInput input, Socket socket) => socket;

    public override TState Render(Socket socket) => throw new NotSupportedException();
}
