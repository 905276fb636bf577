using System.Collections.Concurrent;
using Musubi.Values;

namespace Musubi.Grains.Documents;

/// <summary>How one C# type of rendered state is written, compared and searched for child stores.</summary>
/// <remarks>Built once per type, by reflection at start-up, into delegates that neither box nor reflect. Two renders are compared
/// as the typed, immutable values they are: the same reference is the same value, so what did not change is never serialized.</remarks>
internal abstract class WireType
{
    private static readonly ConcurrentDictionary<Type, WireType> Known = new();

    // Types refer to each other and to themselves (a comment with replies), so a type under construction must be found by its
    // own parts, and by nobody else: it is here until the outermost one is complete. Guarded by its own lock.
    private static readonly Dictionary<Type, WireType> Unfinished = [];
    private static int _building;

    /// <summary>Whether a value of this type can hold a child store or a stream, so that a walk can leave out what cannot.</summary>
    public abstract bool MayHoldChildren { get; }

    /// <summary>Whether something in a value of this type may change while it stays the same reference: a list behind an interface, say.</summary>
    public virtual bool MayChange => false;

    /// <summary>The C# type.</summary>
    public abstract Type ValueType { get; }

    /// <summary>What values are on the wire.</summary>
    public abstract WireStructure Structure { get; }

    /// <summary>Whether values are JSON objects.</summary>
    public virtual bool IsObject => false;

    /// <summary>The shape of a type.</summary>
    /// <exception cref="NoWireFormException">The type has no wire form; the message says where and what was expected.</exception>
    public static WireType<T> For<T>() => (WireType<T>)For(typeof(T));

    /// <inheritdoc cref="For{T}"/>
    public static WireType For(Type type) => Known.TryGetValue(type, out var known) ? known : Build(type);

    /// <summary>Writes a boxed value.</summary>
    public abstract void WriteBoxed(object value, DocumentWriter document);

    /// <summary>Compares boxed values: see <see cref="WireType{T}.Same"/>.</summary>
    public abstract bool SameBoxed(object before, object after);

    /// <summary>Hashes a boxed value.</summary>
    public abstract int HashBoxed(object value);

    /// <summary>Writes the difference between boxed values: see <see cref="WireType{T}.Diff"/>.</summary>
    public abstract void DiffBoxed(object before, object after, PatchWriter patch);

    /// <summary>Turns a boxed value into what it is on the wire: see <see cref="WireType{T}.Generalize"/>.</summary>
    public abstract object? GeneralizeBoxed(object value);

    /// <summary>Replaces what can change in a boxed value: see <see cref="WireType{T}.Freeze"/>.</summary>
    public abstract object FreezeBoxed(object value, ref bool changed);

    /// <summary>Finds the child stores in a boxed value: see <see cref="WireType{T}.Place"/>.</summary>
    public abstract void PlaceBoxed(object value, Placements places);

    /// <summary>Completes a type whose parts may refer back to it; runs once, after the type is known.</summary>
    protected virtual void Complete()
    {
    }

    private static WireType Build(Type type)
    {
        lock (Unfinished)
        {
            if (Known.TryGetValue(type, out var known) || Unfinished.TryGetValue(type, out known))
            {
                return known;
            }

            _building++;
            try
            {
                if (GenericDepth.IsTooDeep(type))
                {
                    throw new NoWireFormException($"{GenericDepth.ProblemOf(type)}.") { IsEndless = true };
                }

                var built = WireTypeFactory.Create(type);
                Unfinished.Add(type, built);
                built.Complete();
                if (_building == 1)
                {
                    foreach (var (finished, shape) in Unfinished)
                    {
                        Known[finished] = shape;
                    }
                }

                return built;
            }
            finally
            {
                if (--_building == 0)
                {
                    Unfinished.Clear();
                }
            }
        }
    }
}

/// <inheritdoc cref="WireType"/>
internal abstract class WireType<T> : WireType
{
    public sealed override Type ValueType => typeof(T);

    /// <summary>Writes the value as JSON.</summary>
    public abstract void Write(T value, DocumentWriter document);

    /// <summary>Whether two values read the same to a client. Child stores are compared by identity: what is inside one is its own affair.</summary>
    public abstract bool Same(T before, T after);

    /// <summary>A hash that agrees with <see cref="Same"/>.</summary>
    public abstract int Hash(T value);

    /// <summary>Turns a value into what it is on the wire: a map of text to such values, a list of them, a text, a number, a boolean or null.
    /// Child stores, streams and async values stay what they are.</summary>
    public abstract object? Generalize(T value);

    /// <summary>Writes the operations that lead from one value to the other, at the patch's current path.</summary>
    public virtual void Diff(T before, T after, PatchWriter patch)
    {
        if (!Same(before, after))
        {
            patch.Replace(after, this);
        }
    }

    /// <summary>Finds the child stores and the streams in a value.</summary>
    public virtual void Place(T value, Placements places)
    {
    }

    /// <summary>Replaces every collection in a value that can change by a copy that nobody else has: what is compared with the next render must be what was sent.</summary>
    /// <param name="value">The value.</param>
    /// <param name="changed">Set when something was replaced, and left as it is otherwise.</param>
    /// <exception cref="NoWireFormException">Such a collection cannot be replaced; the message says where.</exception>
    public virtual T Freeze(T value, ref bool changed) => value;

    public sealed override void WriteBoxed(object value, DocumentWriter document) => Write((T)value, document);

    public sealed override bool SameBoxed(object before, object after) => Same((T)before, (T)after);

    public sealed override int HashBoxed(object value) => Hash((T)value);

    public sealed override void DiffBoxed(object before, object after, PatchWriter patch) => Diff((T)before, (T)after, patch);

    public sealed override object? GeneralizeBoxed(object value) => Generalize((T)value);

    public sealed override object FreezeBoxed(object value, ref bool changed) => Freeze((T)value, ref changed)!;

    public sealed override void PlaceBoxed(object value, Placements places) => Place((T)value, places);
}
