using Musubi.Gateway.Collections;

namespace Musubi.Gateway.Tests.Collections;

public sealed class NameTableTests
{
    private NameTable<string> _table;

    [Fact]
    public void Empty_HasNothing()
    {
        Assert.False(_table.TryGetValue("a", out _));
        Assert.Equal(0, _table.Count);
        Assert.Empty(_table.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Add_Some_FindsEachByItsName(int count)
    {
        var names = Names(count);

        Assert.Equal(count, _table.Count);
        Assert.All(names, name => Assert.True(_table.TryGetValue(name, out var value) && value == $"value of {name}"));
        Assert.False(_table.TryGetValue("n", out _));
        Assert.Equal(names.Select(static name => $"value of {name}"), _table.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Add_NameThatIsTaken_Throws(int count)
    {
        Names(count);

        Assert.Throws<ArgumentException>(() => _table.Add("n0", "other"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Remove_All_LeavesRoomForOthers(int count)
    {
        foreach (var name in Names(count))
        {
            _table.Remove(name);
            _table.Remove(name);
            Assert.False(_table.TryGetValue(name, out _));
        }

        Assert.Equal(0, _table.Count);
        Assert.Equal(2, Names(2).Length);
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void Remove_OneOfTwo_KeepsTheOther()
    {
        Names(2);
        _table.Remove("n0");

        Assert.False(_table.TryGetValue("n0", out _));
        Assert.Equal(["value of n1"], _table.ToArray());
    }

    private string[] Names(int count)
    {
        var names = Enumerable.Range(0, count).Select(static i => $"n{i}").ToArray();
        foreach (var name in names)
        {
            _table.Add(name, $"value of {name}");
        }

        return names;
    }
}
