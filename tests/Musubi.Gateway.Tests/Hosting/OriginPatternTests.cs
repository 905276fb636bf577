using Musubi.Gateway.Hosting;

namespace Musubi.Gateway.Tests.Hosting;

public sealed class OriginPatternTests
{
    [Theory]
    [InlineData("https://example.com", "https://example.com", true)]
    [InlineData("https://example.com", "https://EXAMPLE.com", true)]
    [InlineData("https://example.com:443", "https://example.com", true)]
    [InlineData("https://example.com", "http://example.com", false)]
    [InlineData("https://example.com", "https://example.com:8443", false)]
    [InlineData("https://example.com", "https://app.example.com", false)]
    [InlineData("https://*.example.com", "https://app.example.com", true)]
    [InlineData("https://*.example.com", "https://a.b.example.com", true)]
    [InlineData("https://*.example.com", "https://example.com", false)]
    [InlineData("https://*.example.com", "https://evilexample.com", false)]
    [InlineData("https://*.example.com", "http://app.example.com", false)]
    [InlineData("https://*.example.com", "https://example.com.evil.org", false)]
    public void Pattern_Matches_ThatOriginOrThoseBelow(string pattern, string origin, bool expected)
    {
        Assert.True(OriginPattern.TryParse(pattern, out var parsed));
        Assert.True(OriginPattern.TryParseOrigin(origin, out var uri));
        Assert.Equal(expected, parsed.Matches(uri));
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("*")]
    [InlineData("https://")]
    [InlineData("https://*")]
    [InlineData("https://a.*.example.com")]
    [InlineData("https://example.com/path")]
    [InlineData("https://user@example.com")]
    [InlineData("https://example.com#x")]
    public void Pattern_ThatIsNoOrigin_IsRefused(string pattern) => Assert.False(OriginPattern.TryParse(pattern, out _));
}
