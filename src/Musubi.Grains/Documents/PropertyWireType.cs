using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Grains.Documents;

/// <summary>One property of a record, read by a compiled getter.</summary>
internal abstract class PropertyWireType<TOwner>
{
    protected PropertyWireType(PropertyInfo property)
    {
        Name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? WireJson.Naming.ConvertName(property.Name);
        ReservedNames.Check(Name, typeof(TOwner));
        EncodedName = JsonEncodedText.Encode(Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        Segment = PointerSegment.Of(Name);
        Property = property;
    }

    public PropertyInfo Property { get; }

    public Type Type => Property.PropertyType;

    public string Name { get; }

    /// <summary>How its values are written, by its type and by what it declares beside.</summary>
    public abstract WireType Shape { get; }

    /// <summary>Whether it is left out where its value is null, or its type's default.</summary>
    public abstract bool IsOptional { get; }

    public abstract bool MayHoldChildren { get; }

    public abstract bool MayChange { get; }

    protected JsonEncodedText EncodedName { get; }

    /// <summary>The name as a step of a JSON pointer, with its slash.</summary>
    protected string Segment { get; }

    public abstract void Write(TOwner owner, DocumentWriter document);

    public abstract bool Same(TOwner before, TOwner after);

    public abstract int Hash(TOwner owner);

    /// <summary>Whether its value is left out, and if not what that is on the wire.</summary>
    public abstract bool TryGeneralize(TOwner owner, out object? general);

    public abstract void Diff(TOwner before, TOwner after, PatchWriter patch);

    public abstract void Place(TOwner owner, Placements places);

    /// <summary>Replaces what can change in its value: see <see cref="WireType{T}.Freeze"/>.</summary>
    /// <returns>Whether there was something.</returns>
    public abstract bool TryFreeze(TOwner owner, out object? frozen);
}

/// <inheritdoc/>
internal sealed class PropertyWireType<TOwner, TValue> : PropertyWireType<TOwner>
{
    private readonly Getter _get;
    private readonly WireType<TValue> _shape;
    private readonly PropertyPosition _position;
    private readonly bool _refusesNull;
    private readonly JsonIgnoreCondition _ignore;
    private readonly bool _isComputed;

    public PropertyWireType(PropertyInfo property)
        : base(property)
    {
        _ignore = PropertyAttributes.Ignore(property);
        _position = PropertyAttributes.PositionOf(typeof(TOwner), property);
        _shape = (WireType<TValue>)PropertyAttributes.ShapeOf(property, _position);

        // A null that is left out is not sent. A converter may write something else for one.
        _refusesNull = !typeof(TValue).IsValueType && _position.RefusesNull && _ignore is JsonIgnoreCondition.Never && _shape is not ConverterWireType<TValue>;
        _isComputed = !CollectionFreezer.CanSet(property);
        if (typeof(TOwner).IsValueType)
        {
            _get = property.GetMethod!.CreateDelegate<Getter>();
        }
        else
        {
            var get = property.GetMethod!.CreateDelegate<Func<TOwner, TValue>>();
            _get = (ref owner) => get(owner);
        }
    }

    private delegate TValue Getter(ref TOwner owner);

    public override WireType Shape => _shape;

    public override bool IsOptional => _ignore is not JsonIgnoreCondition.Never;

    public override bool MayHoldChildren => _shape.MayHoldChildren;

    public override bool MayChange => _shape.MayChange;

    public override void Write(TOwner owner, DocumentWriter document)
    {
        var value = _get(ref owner);
        if (IsOptional && IsLeftOut(value))
        {
            return;
        }

        document.Json.WritePropertyName(EncodedName);
        Check(value);
        if (!MayHoldChildren || value is Child)
        {
            _shape.Write(value, document);
            return;
        }

        var outer = document.Container;
        document.Container = outer.Enter(Name);
        _shape.Write(value, document);
        document.Container = outer;
    }

    public override bool Same(TOwner before, TOwner after)
    {
        var (old, value) = (_get(ref before), _get(ref after));
        return IsOptional && (IsLeftOut(old) || IsLeftOut(value)) ? IsLeftOut(old) == IsLeftOut(value) : _shape.Same(old, value);
    }

    public override int Hash(TOwner owner)
    {
        var value = _get(ref owner);
        return IsOptional && IsLeftOut(value) ? 0 : _shape.Hash(value);
    }

    public override bool TryGeneralize(TOwner owner, out object? general)
    {
        var value = _get(ref owner);
        var there = !IsOptional || !IsLeftOut(value);
        if (there)
        {
            Check(value);
        }

        general = there ? _shape.Generalize(value) : null;
        return there;
    }

    public override void Diff(TOwner before, TOwner after, PatchWriter patch)
    {
        var old = _get(ref before);
        var value = _get(ref after);
        var length = patch.Push(Segment);
        if (!MayHoldChildren || value is Child)
        {
            Diff(old, value, patch);
        }
        else
        {
            var outer = patch.Document.Container;
            patch.Document.Container = outer.Enter(Name);
            Diff(old, value, patch);
            patch.Document.Container = outer;
        }

        patch.Pop(length);
    }

    public override void Place(TOwner owner, Placements places)
    {
        if (!MayHoldChildren)
        {
            return;
        }

        var value = _get(ref owner);
        var outer = places.Enter(Name, Segment, names: value is not Child);
        _shape.Place(value, places);
        places.Leave(outer);
    }

    public override bool TryFreeze(TOwner owner, out object? frozen)
    {
        var changed = false;
        frozen = null;
        if (MayChange)
        {
            var value = _get(ref owner);
            var copy = _shape.Freeze(value, ref changed);

            // What is computed anew each time is nobody else's, and of what the record keeps.
            changed = changed && (!_isComputed || typeof(TValue).IsValueType || ReferenceEquals(value, _get(ref owner)));
            frozen = changed ? copy : null;
        }

        return changed;
    }

    private void Diff(TValue old, TValue value, PatchWriter patch)
    {
        if (IsOptional && (IsLeftOut(old) || IsLeftOut(value)))
        {
            DiffOptional(old, value, patch);
            return;
        }

        Check(value);
        _shape.Diff(old, value, patch);
    }

    private void DiffOptional(TValue old, TValue value, PatchWriter patch)
    {
        if (!IsLeftOut(value))
        {
            patch.Add(value, _shape);
        }
        else if (!IsLeftOut(old))
        {
            patch.Remove();
        }
    }

    private bool IsLeftOut(TValue value) =>
        _ignore is JsonIgnoreCondition.WhenWritingNull ? value is null : EqualityComparer<TValue>.Default.Equals(value, default);

    private void Check(TValue value)
    {
        if (_refusesNull && value is null)
        {
            _position.ThrowNull(typeof(TValue));
        }
    }
}
