namespace Musubi.Tests.Sockets;

public sealed class ConnectInfoTests
{
    private static readonly ConnectInfo Info = new()
    {
        PeerAddress = "hunter2",
        UserAgent = "hunter2",
        Uri = "hunter2",
        AuthToken = "hunter2",
        XHeaders = ConnectInfo.Empty.XHeaders.Add("x-secret", "hunter2"),
        Claims = [new ConnectClaim("role", "hunter2")],
    };

    [Fact]
    public void ToString_AnyValue_RevealsNothing()
    {
        Assert.Equal("ConnectInfo", Info.ToString());
        Assert.Equal("ConnectClaim 'role'", Info.Claims[0].ToString());
    }

    [Fact]
    public void ToString_OfWhatCarriesIt_RevealsNothing()
    {
        var socket = new Socket().PutConnectInfo(Info).Assign("token", "hunter2").PutPrivate("token", "hunter2");
        var request = new MountRequest(1, Params.Parse("""{"token":"hunter2"}"""), socket, null);

        Assert.DoesNotContain("hunter2", request.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", SocketResult.Ok(socket).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", new CommandRequest(1, 1, StoreId.Root, "login", "\"hunter2\""u8.ToArray()).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", new InfoMessage("topic", "hunter2").ToString(), StringComparison.Ordinal);
    }
}
