using Microsoft.AspNetCore.Http;
using Musubi.Gateway.Hosting;

namespace Musubi.Gateway.Tests.Hosting;

public sealed class OriginPolicyTests
{
    [Theory]
    [InlineData("xn--bcher-kva.example", "https://b\u00fccher.example", true)]
    [InlineData("xn--bcher-kva.example", "https://xn--bcher-kva.example", true)]
    [InlineData("xn--bcher-kva.example", "https://XN--BCHER-KVA.example", true)]
    [InlineData("b\u00fccher.example", "https://xn--bcher-kva.example", true)]
    [InlineData("b\u00fccher.example", "https://B\u00dcCHER.example", true)]
    [InlineData("xn--bcher-kva.example", "https://bucher.example", false)]
    [InlineData("example.com", "https://example.com:8443", true)]
    [InlineData("example.com:443", "https://example.com", true)]
    [InlineData("Example.COM", "https://example.com", true)]
    [InlineData("example.com.", "https://example.com", true)]
    [InlineData("example.com", "https://example.com.", true)]
    [InlineData("[::1]:5000", "http://[::1]:5173", true)]
    [InlineData("[0:0:0:0:0:0:0:1]", "http://[::1]", true)]
    [InlineData("[::1]", "http://[::2]", false)]
    [InlineData("example.com", "https://evil.example", false)]
    [InlineData("", "https://example.com", false)]
    public void Origin_WithoutAList_MustNameTheRequestsHost(string host, string origin, bool allowed)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        request.Headers.Origin = origin;

        Assert.Equal(allowed, new OriginPolicy(new MusubiGatewayOptions()).Allows(request));
    }

    [Theory]
    [InlineData("https://b\u00fccher.example", "https://xn--bcher-kva.example")]
    [InlineData("https://xn--bcher-kva.example", "https://b\u00fccher.example")]
    [InlineData("https://*.b\u00fccher.example", "https://www.xn--bcher-kva.example")]
    [InlineData("https://example.com.", "https://example.com")]
    public void Origin_OfTheList_IsTheSameHostInEitherForm(string pattern, string origin)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Origin = origin;

        Assert.True(new OriginPolicy(new MusubiGatewayOptions { AllowedOrigins = { pattern } }).Allows(request));
    }
}
