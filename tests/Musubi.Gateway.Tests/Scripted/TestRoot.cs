namespace Musubi.Gateway.Tests.Scripted;

/// <summary>A root that clients may mount. Its behaviour is the script's, so this is only a name.</summary>
[StoreName(Module)]
public sealed class TestRoot : RootStore<TestRoot.State>
{
    public const string Module = "Test.Root";

    public override State Render(Socket socket) => new();

    public sealed record State;
}
