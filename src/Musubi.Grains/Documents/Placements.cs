namespace Musubi.Grains.Documents;

/// <summary>Collects the child stores and the streams that one render places, each with where it is.</summary>
internal sealed class Placements
{
    private readonly List<ChildPlacement> _places = [];
    private readonly List<StreamPlacement> _streams = [];
    private Scope _scope = new(default, "", -1);

    public IReadOnlyList<ChildPlacement> Children => _places;

    public IReadOnlyList<StreamPlacement> Streams => _streams;

    /// <summary>Number of both.</summary>
    public int Count => _places.Count + _streams.Count;

    /// <summary>How many of either there is room for.</summary>
    public int Capacity => Math.Max(_places.Capacity, _streams.Capacity);

    public void Clear()
    {
        _places.Clear();
        _streams.Clear();
        _scope = new(default, "", -1);
    }

    public void Add(Child child) => _places.Add(new ChildPlacement(child, new ChildKey(_scope.Container, child.Id), _scope.Pointer, _scope.Index));

    public void Add(IStream stream) => _streams.Add(new StreamPlacement(stream, _scope.Whole));

    /// <summary>Goes into a property or a map entry.</summary>
    /// <param name="name">Its wire name.</param>
    /// <param name="segment">The name as a step of a JSON pointer.</param>
    /// <param name="names">Whether the name becomes part of the store ids below it: not when it holds the child itself.</param>
    /// <returns>What <see cref="Leave"/> takes.</returns>
    public Scope Enter(string name, string segment, bool names)
    {
        var outer = _scope;
        var above = outer.Whole;
        _scope = new(names ? outer.Container.Enter(name) : outer.Container, above.Length == 0 ? segment : above + segment, -1);
        return outer;
    }

    /// <summary>Goes into a list's element. The index stays a number: a long list of children shares one text.</summary>
    public Scope EnterIndex(int index)
    {
        var outer = _scope;
        _scope = new(outer.Container, outer.Whole, index);
        return outer;
    }

    public void Leave(Scope outer) => _scope = outer;

    internal readonly record struct Scope(Container Container, string Pointer, int Index)
    {
        public string Whole => Index < 0 ? Pointer : $"{Pointer}/{Index}";
    }
}
