using CsCheck;

namespace Musubi.Tests.Roots;

public sealed class RootIdTests
{
    private static readonly Gen<RootId> Ids = Gen.Select(
        Gen.OneOf(Gen.OneOf("My.Store", "a/b", "\"", "é", "界"), Gen.String.Where(static text => text.Length > 0 && !text.Contains(':', StringComparison.Ordinal))),
        Gen.OneOf(Gen.OneOf("42", ":", "::", "a:b", "a/b", "\"quoted\"", "{}", " ", "界"), Gen.String.Where(static text => text.Length > 0)),
        static (module, id) => new RootId(module, id));

    [Fact]
    public void Parse_Printed_IsTheSame() => Ids.Sample(static id => RootId.Parse(id.ToString()) == id);

    [Fact]
    public void Equals_TwoIds_IsEqualityOfTheirText() =>
        Gen.Select(Ids, Ids).Sample(static (a, b) => (a == b) == string.Equals(a.ToString(), b.ToString(), StringComparison.Ordinal));

    [Fact]
    public void Parse_IdWithColons_SplitsAtTheFirst() => Assert.Equal(new RootId("My.Store", "a:b:c"), RootId.Parse("My.Store:a:b:c"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("My.Store")]
    [InlineData("My.Store:")]
    [InlineData(":42")]
    public void TryParse_WithoutBothParts_IsFalse(string? text)
    {
        Assert.False(RootId.TryParse(text, null, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Parse_AnythingElse_SaysWhatWasExpectedAndWhatCame() =>
        Assert.Equal("Expected 'module:id'; got 'nothing'.", Assert.Throws<FormatException>(static () => RootId.Parse("nothing")).Message);

    [Theory]
    [InlineData("", "1")]
    [InlineData("My.Store", "")]
    [InlineData("My:Store", "1")]
    public void Create_PartThatCouldNotBeReadBack_IsAnError(string module, string id) =>
        Assert.ThrowsAny<ArgumentException>(() => new RootId(module, id));

    [Fact]
    public void Equals_OtherCase_IsAnotherRoot() => Assert.NotEqual(new RootId("My.Store", "a"), new RootId("My.Store", "A"));
}
