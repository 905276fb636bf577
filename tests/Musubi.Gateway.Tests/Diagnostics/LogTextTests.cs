using CsCheck;
using Musubi.Diagnostics;
using Musubi.Gateway.Diagnostics;
using Musubi.TestKit;
using Musubi.TestKit.Logs;

namespace Musubi.Gateway.Tests.Diagnostics;

public sealed class LogTextTests
{
    private static readonly string[] Harmful = ["\u001b[31m", "\u001b]0;title\u0007", "\r\n", "\n", "\u2028", "\u2029", "\u202e", "\u2066", "\u0000", "\u009b2J", "a"];

    // Any text, with what does harm in it more often than chance would have it.
    private static readonly Gen<string> Hostile = Gen.OneOf(Gen.String, Gen.Int[0, Harmful.Length - 1].Select(static i => Harmful[i])).Array[0, 8].Select(static parts => string.Concat(parts));

    [Theory]
    [InlineData("musubi:connection:Cart:main", "musubi:connection:Cart:main")]
    [InlineData("\u001b[31mred\u001b[0m", "\ufffd[31mred\ufffd[0m")]
    [InlineData("two\r\nlines", "two\ufffd\ufffdlines")]
    [InlineData("turned \u202e round", "turned \ufffd round")]
    [InlineData("", "")]
    public void Text_OfAClient_HasNothingATerminalObeys(string text, string expected) => Assert.Equal(expected, new LogText(text).ToString());

    [Fact]
    public void Text_OfAnyKind_IsBoundedAndPrintable() => Hostile.Sample(static text =>
    {
        var cleaned = new LogText(text).ToString();

        Assert.True(cleaned.Length <= 200);
        Assert.DoesNotContain(cleaned, IsHostile);
    });

    [Fact]
    public void Text_OfAnyKindInWhatIsLogged_IsPrintable() => Hostile.Sample(static text =>
    {
        var log = new ServerLog();
        using var provider = new ServerLogProvider(log);
        var logger = new RepeatFilter(TimeProvider.System, static name => name == GatewayLog.Peer).Over(provider.CreateLogger("c"));
        var exception = Thrown(new InvalidOperationException($"No '{text}'.", new KeyNotFoundException(text)));

        logger.HandleJoinThrew(text, "id", exception);
        logger.SyncFailed(new RootId("M", "a" + text), "id", new AggregateException(exception));

        var lines = Assert.Throws<ExpectationException>(log.Verify).Message + string.Concat(log.Warnings);
        Assert.DoesNotContain(lines.Replace(Environment.NewLine, " ", StringComparison.Ordinal), IsHostile);
        Assert.Contains(nameof(InvalidOperationException), lines, StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), lines, StringComparison.Ordinal);
    });

    [Fact]
    public void Exception_WithACleanMessage_IsLoggedItself()
    {
        var exception = new InvalidOperationException("Nothing special.", new AggregateException(new KeyNotFoundException()));

        Assert.Same(exception, LoggedException.Of(exception));
    }

    [Fact]
    public void Exception_WhoseMessageHasALineOfItsOwn_IsLoggedInOne()
    {
        var logged = LoggedException.Of(Thrown(new InvalidOperationException("no\r\nfail: all is lost \u001b[2J")))!.ToString().Split(Environment.NewLine);

        Assert.Equal("System.InvalidOperationException: no\ufffd\ufffdfail: all is lost \ufffd[2J", logged[0]);
        Assert.StartsWith("   at ", logged[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfMegabytes_IsCut() => Assert.Equal(200, new LogText(new string('a', 1_000_000)).ToString().Length);

    private static bool IsHostile(char c) => char.IsControl(c) || "\u2028\u2029\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069".Contains(c, StringComparison.Ordinal);

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }
}
