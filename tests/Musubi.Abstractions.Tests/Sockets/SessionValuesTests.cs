using System.Buffers.Binary;
using System.Text;
using CsCheck;

namespace Musubi.Tests.Sockets;

public sealed class SessionValuesTests
{
    [Fact]
    public void Integer_SetInASession_IsReadAsItWas() => Gen.Int.Sample(static number =>
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);

        Assert.Equal(number, With(bytes).GetSessionInt32("key"));
        Assert.Equal(bytes, With(bytes).GetSessionBytes("key"));
    });

    [Fact]
    public void Text_SetInASession_IsReadAsItWas() => Gen.String.Sample(static text =>
    {
        // Half a surrogate pair is no text, and is lost in UTF-8 before it comes here.
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

        Assert.Equal(whole, With(Encoding.UTF8.GetBytes(text)).GetSessionString("key"));
    });

    [Fact]
    public void Bytes_SetInASession_AreReadAsTheyWere() =>
        Gen.Byte.Array[0, 20].Sample(static bytes => Assert.Equal(bytes, With(bytes).GetSessionBytes("key")));

    [Theory]
    [InlineData("746561", "tea")]
    [InlineData("", "")]
    [InlineData("0000002A", 42)]
    [InlineData("FFFFFFFF", -1)]
    public void Value_InTheSession_IsWhatItsBytesMostLikelyWere(string hex, object expected) =>
        Assert.Equal(expected, With(Convert.FromHexString(hex)).Session["key"]);

    [Fact]
    public void Value_ThatIsNeitherTextNorAnInteger_IsTheBytes() =>
        Assert.Equal(new byte[] { 0, 255, 1 }, With([0, 255, 1]).Session["key"]);

    [Fact]
    public void Value_ThatIsNotThere_IsNull()
    {
        var socket = new Socket();

        Assert.Null(socket.GetSessionString("key"));
        Assert.Null(socket.GetSessionInt32("key"));
        Assert.Null(socket.GetSessionBytes("key"));
    }

    [Fact]
    public void Value_OfTheApplicationsOwn_IsNotTakenForText() =>
        Assert.Throws<InvalidCastException>(static () => new Socket().PutSession(new Dictionary<string, object?> { ["key"] = 1.5 }).GetSessionString("key"));

    private static Socket With(byte[] bytes) => new Socket().PutSession(new Dictionary<string, object?> { ["key"] = SessionValues.Of(bytes) });
}
