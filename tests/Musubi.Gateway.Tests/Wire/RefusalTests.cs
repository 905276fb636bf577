using System.Text;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Tests.Wire;

public sealed class RefusalTests
{
    [Fact]
    public void Refusal_Each_HasItsReason()
    {
        string[] expected =
        [
            "unmatched topic", "too many channels joined", "join crashed", "unauthorized", "not_found", "forbidden", "params must be a map",
            "missing required field", "missing root id", "unknown root", "unknown store", "unknown command",
            "unknown upload", "unknown entry", "wrong mode", "chunk too large", "upload too large", "write failed", "unknown event", "timeout", "unavailable", "payload too large", "payload too deep", "ref too long", "busy", "stale", "crashed",
        ];

        Assert.Equal(
            expected.Select(static reason => $$"""{"reason":"{{reason}}"}"""),
            Enum.GetValues<Refusal>().Select(static refusal => Encoding.UTF8.GetString(refusal.Response().Span)));
    }

    [Theory]
    [InlineData(null, "unauthorized")]
    [InlineData(DenialReason.Unauthorized, "unauthorized")]
    [InlineData(DenialReason.NotFound, "not_found")]
    [InlineData(DenialReason.InvalidParams, "params must be a map")]
    [InlineData(DenialReason.Forbidden, "forbidden")]
    public void Denial_Each_BecomesItsReason(DenialReason? denial, string expected) =>
        Assert.Equal($$"""{"reason":"{{expected}}"}""", Encoding.UTF8.GetString(Refusals.Of(denial).Response().Span));
}
