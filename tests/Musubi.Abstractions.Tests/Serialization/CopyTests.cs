namespace Musubi.Tests.Serialization;

public sealed class CopyTests(OrleansSerialization orleans) : IClassFixture<OrleansSerialization>
{
    public static TheoryData<object> Immutable => new()
    {
        Params.Parse("""{"a":1}"""),
        new ConnectInfo { PeerAddress = "::1" },
        new ConnectClaim("role", "admin"),
        new PatchEnvelope(0, 1, "[1]"u8.ToArray()),
        new CommandRequest(1, 1, StoreId.Of("a"), "inc", "{}"u8.ToArray()),
        new CommandAnswer(CommandOutcome.Handled, "{}"u8.ToArray(), new PatchEnvelope(0, 1, default)),
        new MountAnswer(MountOutcome.Mounted, new PatchEnvelope(0, 1, default)),
        new SyncAnswer(true, [new PatchEnvelope(0, 1, default)]),
    };

    [Theory]
    [MemberData(nameof(Immutable))]
    public void ImmutableValue_BetweenGrains_IsNotCopied(object value) => Assert.Same(value, orleans.Copy(value));

    [Fact]
    public void Socket_WithAMutableValue_SharesItWithNobody()
    {
        var list = new List<int> { 1 };
        var socket = new Socket().Assign("list", list).PutPrivate("list", list).PutSession(new Dictionary<string, object?> { ["list"] = list });

        var copy = orleans.Copy(new MountRequest(1, Params.Empty, socket, null)).Socket;
        list.Add(2);

        Assert.Equal(new List<int> { 1 }, copy.Assigns["list"]);
        Assert.Equal(new List<int> { 1 }, copy.GetPrivate("list"));
        Assert.Equal(new List<int> { 1 }, copy.Session["list"]);
    }

    [Fact]
    public void Socket_Copied_SharesWhatIsImmutable()
    {
        var point = new Point(1, 2);
        var info = new ConnectInfo { PeerAddress = "::1" };
        var socket = new Socket().Assign("point", point).PutConnectInfo(info).PutRootParams(Params.Parse("""{"a":1}"""));

        var copy = orleans.Copy(socket);

        Assert.Same(point, copy.Assigns["point"]);
        Assert.Same(info, copy.ConnectInfo);
        Assert.Same(socket.RootParams, copy.RootParams);
        Assert.Equal(["point"], copy.Assigns.ChangedKeys);
    }

    [Fact]
    public void InfoMessage_WithAMutableBody_SharesItWithNobody()
    {
        var body = new List<int> { 1 };

        var copy = orleans.Copy(new InfoMessage("topic", body));

        Assert.NotSame(body, copy.Body);
        Assert.Equal(body, copy.Body);
    }

    [Fact]
    public void InfoMessage_WithAnImmutableBody_SharesIt()
    {
        var body = new Point(1, 2);

        Assert.Same(body, orleans.Copy(new InfoMessage("topic", body)).Body);
    }
}
