using System.Collections.Immutable;
using Musubi.Inspector.Roots;

namespace Musubi.Inspector.Tests.Roots;

/// <summary>Assigns as an operator reads them.</summary>
public sealed class AssignTextTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "null" },
        { "tea", "\"tea\"" },
        { 3, "3" },
        { double.NaN, "\"NaN\"" },
        { ImmutableArray.Create("a", "b"), """["a","b"]""" },
        { new Line("tea", DayOfWeek.Friday), """{"label":"tea","day_of_week":"friday"}""" },
        { AsyncResult.Ok(3), "ok 3" },
        { AsyncResult.Loading<int>(), "loading" },
        { new Throwing(), "(Throwing)" },
        { new Looping(), """{"self":null}""" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Text_OfAValue_IsItsJsonOrItsType(object? value, string expected) => Assert.Equal(expected, AssignText.Of(value, 1_000));

    [Fact]
    public void Text_OfALongText_IsCutOff() => Assert.Equal($"\"{new string('x', 10)}\"…", AssignText.Of(new string('x', 1_000_000), 10));

    [Fact]
    public void Text_OfALongList_IsCutOffWhereThereIsNoMoreRoom()
    {
        var text = AssignText.Of(Enumerable.Range(0, 1_000_000), 100);

        Assert.StartsWith("[0,1,2,", text, StringComparison.Ordinal);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 50, 101);
    }

    private sealed record Line(string Label, DayOfWeek DayOfWeek);

    private sealed class Throwing
    {
        public string Name => throw new InvalidOperationException();
    }

    private sealed class Looping
    {
        public Looping Self => this;
    }
}
