using System.Collections.Immutable;
using System.Reflection;

namespace Musubi.Bench.Sketches;

/// <summary>Design 1: compares rendered values as what they are, property by property, the same reference being the same value;
/// only what differs is ever serialized.</summary>
internal abstract class TypedDiff<T>
{
    public static TypedDiff<T> Instance { get; } = (TypedDiff<T>)Activator.CreateInstance(Choose())!;

    public abstract bool Same(T before, T after);

    public abstract void Diff(T before, T after, PatchOutput patch);

    private static Type Choose()
    {
        if (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            return typeof(ListDiff<>).MakeGenericType(typeof(T).GenericTypeArguments);
        }

        return (typeof(T).IsValueType || typeof(T) == typeof(string) ? typeof(ScalarDiff<>) : typeof(RecordDiff<>)).MakeGenericType(typeof(T));
    }
}

internal sealed class ScalarDiff<T> : TypedDiff<T>
{
    public override bool Same(T before, T after) => EqualityComparer<T>.Default.Equals(before, after);

    public override void Diff(T before, T after, PatchOutput patch)
    {
        if (!Same(before, after))
        {
            patch.Write("replace", after);
        }
    }
}

internal sealed class RecordDiff<T> : TypedDiff<T>
    where T : class
{
    private readonly Property[] _properties =
    [
        .. typeof(T).GetProperties().Select(static property =>
            (Property)Activator.CreateInstance(typeof(Property<>).MakeGenericType(typeof(T), property.PropertyType), property)!),
    ];

    public override bool Same(T before, T after)
    {
        if (ReferenceEquals(before, after))
        {
            return true;
        }

        foreach (var property in _properties)
        {
            if (!property.Same(before, after))
            {
                return false;
            }
        }

        return true;
    }

    public override void Diff(T before, T after, PatchOutput patch)
    {
        foreach (var property in _properties)
        {
            property.Diff(before, after, patch);
        }
    }

    private abstract class Property
    {
        public abstract bool Same(T before, T after);

        public abstract void Diff(T before, T after, PatchOutput patch);
    }

    private sealed class Property<TValue>(PropertyInfo property) : Property
    {
        private readonly Func<T, TValue> _get = property.GetMethod!.CreateDelegate<Func<T, TValue>>();
        private readonly string _name = WireJson.Naming.ConvertName(property.Name);
        private readonly TypedDiff<TValue> _value = TypedDiff<TValue>.Instance;

        public override bool Same(T before, T after) => _value.Same(_get(before), _get(after));

        public override void Diff(T before, T after, PatchOutput patch)
        {
            patch.Push(_name);
            _value.Diff(_get(before), _get(after), patch);
            patch.Pop();
        }
    }
}

internal sealed class ListDiff<T> : TypedDiff<ImmutableArray<T>>
{
    private readonly TypedDiff<T> _item = TypedDiff<T>.Instance;

    public override bool Same(ImmutableArray<T> before, ImmutableArray<T> after) =>
        before.Length == after.Length && Head(before.AsSpan(), after.AsSpan()) == before.Length;

    public override void Diff(ImmutableArray<T> before, ImmutableArray<T> after, PatchOutput patch)
    {
        var head = Head(before.AsSpan(), after.AsSpan());
        var tail = 0;
        while (tail < Math.Min(before.Length, after.Length) - head && _item.Same(before[^(tail + 1)], after[^(tail + 1)]))
        {
            tail++;
        }

        var paired = Math.Min(before.Length, after.Length) - tail;
        for (var i = head; i < paired; i++)
        {
            patch.Push(i);
            _item.Diff(before[i], after[i], patch);
            patch.Pop();
        }

        for (var i = before.Length - tail - 1; i >= paired; i--)
        {
            patch.Push(i);
            patch.Remove();
            patch.Pop();
        }

        for (var i = paired; i < after.Length - tail; i++)
        {
            patch.Push(i);
            patch.Write("add", after[i]);
            patch.Pop();
        }
    }

    private int Head(ReadOnlySpan<T> before, ReadOnlySpan<T> after)
    {
        var head = 0;
        while (head < before.Length && head < after.Length && _item.Same(before[head], after[head]))
        {
            head++;
        }

        return head;
    }
}
