using CsCheck;
using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Tests.Diagnostics;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("musubi:connection:Cart:main", "musubi:connection:Cart:main")]
    [InlineData("\u001b[31mred\u001b[0m", "\ufffd[31mred\ufffd[0m")]
    [InlineData("two\r\nlines", "two\ufffd\ufffdlines")]
    [InlineData("turned \u202e round", "turned \ufffd round")]
    [InlineData("", "")]
    public void Text_OfAClient_HasNothingATerminalObeys(string text, string expected) => Assert.Equal(expected, new LogText(text).ToString());

    [Fact]
    public void Text_OfAnyKind_IsBoundedAndPrintable() => Gen.String.Sample(static text =>
    {
        var cleaned = new LogText(text).ToString();

        Assert.True(cleaned.Length <= 200);
        Assert.DoesNotContain(cleaned, char.IsControl);
    });

    [Fact]
    public void Text_OfMegabytes_IsCut() => Assert.Equal(200, new LogText(new string('a', 1_000_000)).ToString().Length);
}
