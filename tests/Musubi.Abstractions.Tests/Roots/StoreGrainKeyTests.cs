using CsCheck;

namespace Musubi.Tests.Roots;

public sealed class StoreGrainKeyTests
{
    private static readonly Gen<StoreGrainKey> Keys = Gen.Select(
        Gen.OneOf(Gen.OneOf("c1", "a:b", "\"", "界"), Gen.String.Where(static text => text.Length > 0 && !text.Contains('/', StringComparison.Ordinal))),
        Gen.OneOf(Gen.OneOf("My.Store", "a/b", "é"), Gen.String.Where(static text => text.Length > 0 && !text.Contains(':', StringComparison.Ordinal))),
        Gen.OneOf(Gen.OneOf("42", "a/b:c", "//", "\"q\""), Gen.String.Where(static text => text.Length > 0)),
        static (connection, module, id) => new StoreGrainKey(connection, new RootId(module, id)));

    [Fact]
    public void Parse_Printed_IsTheSame() => Keys.Sample(static key => StoreGrainKey.Parse(key.ToString()) == key);

    [Fact]
    public void Equals_TwoKeys_IsEqualityOfTheirText() =>
        Gen.Select(Keys, Keys).Sample(static (a, b) => (a == b) == string.Equals(a.ToString(), b.ToString(), StringComparison.Ordinal));

    [Fact]
    public void ToString_Key_IsConnectionSlashRoot() =>
        Assert.Equal("c1/My.Store:a/b:c", new StoreGrainKey("c1", new RootId("My.Store", "a/b:c")).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("c1")]
    [InlineData("c1/")]
    [InlineData("c1/My.Store")]
    [InlineData("c1/My.Store:")]
    [InlineData("/My.Store:1")]
    public void TryParse_WithoutAllParts_IsFalse(string? text) => Assert.False(StoreGrainKey.TryParse(text, null, out _));

    [Fact]
    public void Parse_AnythingElse_SaysWhatWasExpectedAndWhatCame() =>
        Assert.Equal("Expected 'connection/module:id'; got 'c1'.", Assert.Throws<FormatException>(static () => StoreGrainKey.Parse("c1")).Message);

    [Fact]
    public void Create_PartThatCouldNotBeReadBack_IsAnError()
    {
        Assert.ThrowsAny<ArgumentException>(static () => new StoreGrainKey("", new RootId("My.Store", "1")));
        Assert.ThrowsAny<ArgumentException>(static () => new StoreGrainKey("a/b", new RootId("My.Store", "1")));
        Assert.ThrowsAny<ArgumentException>(static () => new StoreGrainKey("c1", default));
    }
}
