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

    public abstract bool MayHoldChildren { get; }

    protected JsonEncodedText EncodedName { get; }

    /// <summary>The name as a step of a JSON pointer, with its slash.</summary>
    protected string Segment { get; }

    public abstract void Write(TOwner owner, DocumentWriter document);

    public abstract bool Same(TOwner before, TOwner after);

    public abstract int Hash(TOwner owner);

    public abstract object? Generalize(TOwner owner);

    public abstract void Diff(TOwner before, TOwner after, PatchWriter patch);

    public abstract void Place(TOwner owner, Placements places);
}

/// <inheritdoc/>
internal sealed class PropertyWireType<TOwner, TValue> : PropertyWireType<TOwner>
{
    private readonly Getter _get;
    private readonly WireType<TValue> _shape;

    public PropertyWireType(PropertyInfo property)
        : base(property)
    {
        _shape = WireType.For<TValue>();
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

    public override bool MayHoldChildren => _shape.MayHoldChildren;

    public override void Write(TOwner owner, DocumentWriter document)
    {
        var value = _get(ref owner);
        document.Json.WritePropertyName(EncodedName);
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

    public override bool Same(TOwner before, TOwner after) => _shape.Same(_get(ref before), _get(ref after));

    public override int Hash(TOwner owner) => _shape.Hash(_get(ref owner));

    public override object? Generalize(TOwner owner) => _shape.Generalize(_get(ref owner));

    public override void Diff(TOwner before, TOwner after, PatchWriter patch)
    {
        var old = _get(ref before);
        var value = _get(ref after);
        var length = patch.Push(Segment);
        if (!MayHoldChildren || value is Child)
        {
            _shape.Diff(old, value, patch);
        }
        else
        {
            var outer = patch.Document.Container;
            patch.Document.Container = outer.Enter(Name);
            _shape.Diff(old, value, patch);
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
}
