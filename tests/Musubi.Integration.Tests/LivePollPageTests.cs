using System.Net;
using Musubi.Integration.Tests.Browsers;
using Musubi.Integration.Tests.Servers;

namespace Musubi.Integration.Tests;

/// <summary>The sample's files, as a browser asks for them.</summary>
public sealed class LivePollPageTests(LivePollServer server) : ServerTest<LivePollServer>(server), IClassFixture<LivePollServer>
{
    private const int MostBytes = 110_000;

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Page_AskedForAsBrowsersDo_ComesCompressed(string encoding)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = Server.Address };
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd(encoding);
        var bytes = 0;
        foreach (var file in (string[])["", "app.css", "app.js", "icon.svg"])
        {
            using var response = await client.GetAsync(file, CancellationToken);
            Assert.Equal((HttpStatusCode.OK, encoding), (response.StatusCode, response.Content.Headers.ContentEncoding.SingleOrDefault()));
            bytes += (await response.Content.ReadAsByteArrayAsync(CancellationToken)).Length;
        }

        Assert.InRange(bytes, 1, MostBytes);
    }
}
