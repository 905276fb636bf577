using System.Security.Claims;

namespace Musubi.Tests.Sockets;

public sealed class MusubiSocketTests
{
    [Fact]
    public void Roots_NoneDeclared_IsAnErrorThatSaysHow()
    {
        var error = Assert.Throws<InvalidOperationException>(static () => new Rootless());

        Assert.Equal($"{typeof(Rootless)} declares no root store. Expected at least one [Root<TStore>] on the class.", error.Message);
    }

    [Fact]
    public void Roots_TwoOfOneWireName_IsAnErrorThatNamesBoth()
    {
        var error = Assert.Throws<InvalidOperationException>(static () => new Doubled());

        Assert.Equal(
            $"{typeof(Doubled)} declares two roots named 'My.Store': {typeof(Named)} and {typeof(NamedToo)}. Expected each [Root<TStore>] once, and wire names that differ.",
            error.Message);
    }

    [Fact]
    public void Roots_NameWithAColon_IsAnError() =>
        Assert.Contains("has the wire name 'My:Store'", Assert.Throws<InvalidOperationException>(static () => new Colon()).Message, StringComparison.Ordinal);

    [Fact]
    public void Roots_OfABaseClass_AreDeclaredToo() => Assert.Equal([typeof(Named)], new Derived().Roots);

    [Theory]
    [InlineData("My.Store", true)]
    [InlineData("my.store", false)]
    [InlineData("My.Store ", false)]
    [InlineData("", false)]
    [InlineData("Musubi.Tests.Sockets.MusubiSocketTests.Named", false)]
    [InlineData("Musubi.Tests.Sockets.MusubiSocketTests+Named", false)]
    [InlineData("System.String", false)]
    [InlineData("Musubi.Tests.Sockets.MusubiSocketTests+Named, Musubi.Abstractions.Tests", false)]
    public void FetchRootByModule_AnyString_IsComparedOrdinally(string module, bool found)
    {
        Assert.Equal(found, new Single().FetchRootByModule(module, out var root));
        Assert.Equal(found ? typeof(Named) : null, root);
    }

    [Fact]
    public async Task Callbacks_NotOverridden_GoOnWithTheSameSocket()
    {
        var socket = new Socket();

        Assert.Same(socket, (await new Single().HandleConnect(Params.Empty, socket)).Socket);
        Assert.Same(socket, (await new Single().HandleJoin(Params.Empty, socket)).Socket);
    }

    [Fact]
    public void SubjectOf_AuthenticatedUser_IsTheirFirstNameIdentifier()
    {
        var socket = new Socket().PutConnectInfo(new ConnectInfo
        {
            Claims = [new(ClaimTypes.Name, "Ada"), new(ClaimTypes.NameIdentifier, "42"), new(ClaimTypes.NameIdentifier, "43")],
        });

        Assert.Equal("42", new Single().SubjectOf(socket));
    }

    [Fact]
    public void SubjectOf_NobodyAuthenticated_IsNull() => Assert.Null(new Single().SubjectOf(new Socket().Assign("user_id", "42")));

    [Fact]
    public void SubjectOf_Overridden_IsWhatHandleConnectAssigned() =>
        Assert.Equal("42", new Assigning().SubjectOf(new Socket().Assign("user_id", "42")));

    [Fact]
    public void SocketResult_Default_Denies()
    {
        Assert.Null(default(SocketResult).Socket);
        Assert.Equal(SocketResult.Error(), default);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(DenialReason.Unauthorized)]
    [InlineData(DenialReason.NotFound)]
    [InlineData(DenialReason.InvalidParams)]
    [InlineData(DenialReason.Forbidden)]
    public void SocketResult_Error_CarriesItsReasonAndNoSocket(DenialReason? reason)
    {
        var result = SocketResult.Error(reason);

        Assert.Null(result.Socket);
        Assert.Equal(reason, result.Reason);
    }

    private sealed class Rootless : MusubiSocket;

    [Root<Named>]
    private class Single : MusubiSocket;

    private sealed class Derived : Single;

    [Root<Named>]
    private sealed class Assigning : MusubiSocket
    {
        public override string? SubjectOf(Socket socket) => (string?)socket.Assigns["user_id"];
    }

    [Root<Named>]
    [Root<NamedToo>]
    private sealed class Doubled : MusubiSocket;

    [Root<WithColon>]
    private sealed class Colon : MusubiSocket;

    [StoreName("My.Store")]
    private sealed class Named : Empty;

    [StoreName("My.Store")]
    private sealed class NamedToo : Empty;

    [StoreName("My:Store")]
    private sealed class WithColon : Empty;

    private abstract class Empty : RootStore<object>
    {
        public override object Render(Socket socket) => new();
    }
}
