namespace Musubi.Tests.Stores;

public sealed class AttrTests
{
    [Fact]
    public void Of_Store_ListsItsOwnAndItsBases()
    {
        Assert.Equal(["label", "size", "base"], Attributes.Of(typeof(LineStore)).Select(static attribute => attribute.Name));
        Assert.Empty(Attributes.Of(typeof(BareStore)));
    }

    [Fact]
    public void Of_TwoOfOneName_IsAnErrorThatNamesThem() =>
        Assert.Equal(
            $"{typeof(DoubledStore)} declares two attributes named 'label'. Expected names that differ.",
            Assert.Throws<InvalidOperationException>(static () => Attributes.Of(typeof(DoubledStore))).Message);

    [Fact]
    public void Attr_WithoutDefault_IsRequired()
    {
        var label = LineStore.Label;

        Assert.True(label.Required);
        Assert.Equal(typeof(string), label.Type);
        Assert.Null(label.Default);
    }

    [Fact]
    public void Attr_WithDefault_IsNotRequired()
    {
        var size = LineStore.Size;

        Assert.False(size.Required);
        Assert.Equal(3, size.Default);
    }

    [Theory]
    [InlineData("""{"label":"tea"}""", true, "tea")]
    [InlineData("""{"Label":"tea"}""", false, null)]
    public void TryRead_Param_IsReadByName(string json, bool found, object? expected)
    {
        Assert.Equal(found, LineStore.Label.TryRead(Params.Parse(json), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("""{"label":1}""")]
    [InlineData("""{"label":null}""")]
    public void TryRead_RequiredOfAnotherType_IsAnError(string json) =>
        Assert.Equal("label", Assert.Throws<ParamException>(() => LineStore.Label.TryRead(Params.Parse(json), out _)).Param);

    [Fact]
    public void TryRead_NullForOneWithADefault_IsTheDefault()
    {
        Assert.True(LineStore.Size.TryRead(Params.Parse("""{"size":null}"""), out var value));
        Assert.Equal(3, value);
    }

    [Fact]
    public void Is_Value_IsAnEntryOfItsName() => Assert.Equal(new("label", "tea"), LineStore.Label.Is("tea"));

    private abstract class BaseStore : Store<object>
    {
        public static readonly Attr<string> Base = new("base");

        public override object Render(Socket socket) => new();
    }

    private sealed class LineStore : BaseStore
    {
        public static readonly Attr<string> Label = new("label");
        public static readonly Attr<int> Size = new("size", 3);
    }

    private sealed class BareStore : Store<object>
    {
        public override object Render(Socket socket) => new();
    }

    private sealed class DoubledStore : Store<object>
    {
        public static readonly Attr<string> One = new("label");
        public static readonly Attr<int> Other = new("label");

        public override object Render(Socket socket) => new();
    }
}
