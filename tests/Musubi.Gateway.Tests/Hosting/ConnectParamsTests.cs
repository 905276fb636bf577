using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Musubi.Gateway.Hosting;

namespace Musubi.Gateway.Tests.Hosting;

public sealed class ConnectParamsTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("a=1&b=", """{"a":"1","b":""}""")]
    [InlineData("a=1&a=2", """{"a":"2"}""")]
    [InlineData("a[b]=1&a[c]=2", """{"a":{"b":"1","c":"2"}}""")]
    [InlineData("a[b][c]=1", """{"a":{"b":{"c":"1"}}}""")]
    [InlineData("a[]=1&a[]=2", """{"a":["1","2"]}""")]
    [InlineData("a[b][]=1&a[b][]=2", """{"a":{"b":["1","2"]}}""")]
    [InlineData("a=1&a[b]=2", """{"a":{"b":"2"}}""")]
    [InlineData("a[b]=1&a[]=2", """{"a":["2"]}""")]
    [InlineData("a%5Bb%5D=%C3%BC", """{"a":{"b":"ü"}}""")]
    [InlineData("[a]=1", """{"[a]":"1"}""")]
    [InlineData("a[b=1", """{"a[b":"1"}""")]
    public void Query_IsDecodedAsPlugDoes(string query, string expected)
    {
        Assert.True(ConnectParams.TryRead(Parse(query), out var read));
        Assert.Equal(Params.Parse(expected), read);
    }

    [Fact]
    public void Query_AtItsLimits_IsRead()
    {
        Assert.True(ConnectParams.TryRead(Parse("a[b][c][d][e][f][g][h]=1"), out _));
        Assert.True(ConnectParams.TryRead(Parse(string.Join('&', Enumerable.Range(0, 256).Select(static i => $"a{i}=1"))), out _));
    }

    [Fact]
    public void Query_BeyondItsLimits_IsRefused()
    {
        Assert.False(ConnectParams.TryRead(Parse("a[b][c][d][e][f][g][h][i]=1"), out _));
        Assert.False(ConnectParams.TryRead(Parse(string.Join('&', Enumerable.Range(0, 257).Select(static _ => "a[]=1"))), out _));
    }

    private static QueryCollection Parse(string query) => new(QueryHelpers.ParseQuery(query));
}
