using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Serialization;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;

namespace Musubi.Tests.Serialization;

/// <summary>Typed keys whose assigns Orleans could not serialize are found before anything is assigned, wherever in the type the reason is.</summary>
public sealed class KeyTypesTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().AddMusubiSerialization().BuildServiceProvider();

    private ICodecProvider Codecs => _services.GetRequiredService<ICodecProvider>();

    public static TheoryData<Type, Type> Unserializables => new()
    {
        { typeof(Plain), typeof(Plain) },
        { typeof(Plain[]), typeof(Plain) },
        { typeof(List<Plain>), typeof(Plain) },
        { typeof(IReadOnlyList<Plain>), typeof(Plain) },
        { typeof(ImmutableArray<Plain>), typeof(Plain) },
        { typeof(ImmutableDictionary<string, List<Plain[]>>), typeof(Plain) },
        { typeof((int, Plain)), typeof(Plain) },
        { typeof(PlainStruct?), typeof(PlainStruct) },
        { typeof(AsyncResult<Plain>), typeof(Plain) },
        { typeof(Holding), typeof(Plain) },
        { typeof(HoldingMany), typeof(Plain) },
        { typeof(HoldingInAField), typeof(Plain) },
        { typeof(Nested), typeof(Plain) },
        { typeof(Recursive), typeof(Plain) },
        { typeof(Generic<Plain>), typeof(Plain) },
        { typeof(MarkedImmutable), typeof(MarkedImmutable) },
        { typeof(Action), typeof(Action) },
        { typeof(Regex), typeof(Regex) },
        { typeof(MemoryStream), typeof(MemoryStream) },
    };

    [Theory]
    [MemberData(nameof(Unserializables), DisableDiscoveryEnumeration = true)]
    public void In_ATypeThatCannotBeSerialized_NamesTheInnermost(Type type, Type missing) => Assert.Equal(missing, Unserializable.In(type, Codecs));

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(string))]
    [InlineData(typeof(object))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(DayOfWeek?))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(JsonElement))]
    [InlineData(typeof(Socket))]
    [InlineData(typeof(IDisposable))]
    [InlineData(typeof(IComparer<Plain>))]
    [InlineData(typeof(Stream))]
    [InlineData(typeof(Known))]
    [InlineData(typeof(Tree))]
    [InlineData(typeof(Generic<Known>))]
    [InlineData(typeof(ImmutableArray<(string, Known?)>))]
    [InlineData(typeof(IReadOnlyDictionary<string, Known>))]
    [InlineData(typeof(AsyncResult<Known>))]
    public void In_ATypeThatCanBe_IsNull(Type type) => Assert.Null(Unserializable.In(type, Codecs));

    [Fact]
    public void ProblemsOf_AnyClassOfTheAssembly_NamesFieldTypeAndCure() => Assert.Contains(
        $"{typeof(Keys)}.Bad is a {typeof(Key<Plain>)}, and Orleans cannot serialize {typeof(Plain)}. Expected plain data, or a type with [GenerateSerializer] and with [Id(n)] on what it holds.",
        KeyTypes.ProblemsOf([typeof(KeyTypesTests)], Codecs));

    [Fact]
    public void ProblemsOf_KeysOfAGenericClass_AreThoseOfTheClosedOne()
    {
        Assert.Contains($"{typeof(GenericKeys<Plain>)}.Own is a", string.Join('\n', KeyTypes.ProblemsOf([typeof(DerivedKeys)], Codecs)), StringComparison.Ordinal);
        Assert.DoesNotContain("GenericKeys", string.Join('\n', KeyTypes.ProblemsOf([typeof(GenericKeys<Known>)], Codecs)), StringComparison.Ordinal);
    }

    [Fact]
    public void ProblemsOf_AStoreThatIsNotNamed_LooksAtNone()
    {
        Assert.Contains($"{typeof(KeepingStore)}.Bad is a", string.Join('\n', KeyTypes.ProblemsOf([typeof(KeepingStore)], Codecs)), StringComparison.Ordinal);
        Assert.DoesNotContain($"{typeof(KeepingStore)}.", string.Join('\n', KeyTypes.ProblemsOf([typeof(KeyTypesTests)], Codecs)), StringComparison.Ordinal);
    }

    [Fact]
    public void ProblemsOf_KeysThatAreFine_IsSilent()
    {
        var problems = string.Join('\n', KeyTypes.ProblemsOf([typeof(KeyTypesTests)], Codecs));

        Assert.Contains(".BadAttribute is a", problems, StringComparison.Ordinal);
        Assert.DoesNotContain(".Good", problems, StringComparison.Ordinal);
    }

    public void Dispose() => _services.Dispose();

    internal sealed record Plain(int Value);

    internal readonly record struct PlainStruct(int Value);

    [Immutable]
    internal sealed record MarkedImmutable(int Value);

    [GenerateSerializer]
    internal sealed record Known([property: Id(0)] int Value);

    [GenerateSerializer]
    internal sealed record Tree([property: Id(0)] ImmutableArray<Tree> Children);

    [GenerateSerializer]
    internal sealed record Holding([property: Id(0)] Plain Held);

    [GenerateSerializer]
    internal sealed record HoldingMany([property: Id(0)] ImmutableArray<Plain> Held);

    [GenerateSerializer]
    internal sealed class HoldingInAField
    {
        [Id(0)]
        internal ImmutableArray<Plain> Held = [];
    }

    [GenerateSerializer]
    internal sealed record Nested([property: Id(0)] ImmutableArray<HoldingMany> Held);

    [GenerateSerializer]
    internal sealed record Recursive([property: Id(0)] ImmutableArray<Recursive> Children, [property: Id(1)] ImmutableArray<Plain> Held);

    [GenerateSerializer]
    internal sealed record Generic<T>([property: Id(0)] T Held);

    internal static class Keys
    {
        internal static readonly Key<Plain> Bad = new("bad");
        internal static readonly Attr<Plain> BadAttribute = new("bad_attribute");
        internal static readonly Key<Known> Good = new("good");
        internal static readonly Attr<ImmutableArray<Known>> GoodAttribute = new("good_attribute");
    }

    internal sealed class KeepingStore : RootStore<object>
    {
        private static readonly Key<Plain> Bad = new("bad");

        public override object Render(Socket socket) => socket.Get(Bad);
    }

    internal class GenericKeys<T>
    {
        private static readonly Key<T> Own = new("own");

        public override string ToString() => Own.Name;
    }

    internal sealed class DerivedKeys : GenericKeys<Plain>;
}
