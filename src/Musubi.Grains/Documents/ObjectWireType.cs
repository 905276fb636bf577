using System.Collections.Immutable;
using System.Reflection;
using Musubi.Values;

namespace Musubi.Grains.Documents;

/// <summary>A record: its public properties, under snake_case names.</summary>
internal sealed class ObjectWireType<T> : WireType<T>
{
    // An object that keeps itself can change by its own methods, also one that nobody else can set anything of.
    private static readonly bool IsMutable = IsReference && ImmutabilityOf.FieldsOf(typeof(T)).Any(static field => !field.IsInitOnly);

    private readonly TypeTag? _tag = TypeTag.Of(typeof(T));
    private readonly ImmutableArray<Type> _cases = TypeTag.CasesOf(typeof(T));
    private PropertyWireType<T>[] _properties = [];

    // True until known better: a type that contains itself asks while it is being completed.
    private bool _mayHoldChildren = true;
    private bool _mayChange = true;
    private bool _partsMayChange = true;

    public override bool IsObject => true;

    public override bool MayHoldChildren => _mayHoldChildren;

    public override WireStructure Structure => new WireStructure.Record(
        _tag,
        [.. _properties.Select(static property => new WireStructure.Member(property.Name, property.Shape, property.Property, property.IsOptional))],
        [.. _cases.Select(For)]);

    public override bool MayChange => _mayChange;

    /// <summary>The C# type of the property with a wire name; null when there is none.</summary>
    public Type? TypeOf(string name) => _properties.FirstOrDefault(property => property.Name == name)?.Type;

    /// <summary>How the property with a wire name is written; null when there is none.</summary>
    public WireType? ShapeOf(string name) => _properties.FirstOrDefault(property => property.Name == name)?.Shape;

    /// <summary>Writes the properties without the braces, so that a store can put its id before them.</summary>
    public void WriteProperties(T value, DocumentWriter document)
    {
        _tag?.Write(document.Json);
        foreach (var property in _properties)
        {
            property.Write(value, document);
        }
    }

    public override void Write(T value, DocumentWriter document)
    {
        if (value is null)
        {
            document.Json.WriteNullValue();
            return;
        }

        if (Derived(value) is { } derived)
        {
            TypeTag.RequireCase(typeof(T), _cases, derived.ValueType);
            derived.WriteBoxed(value, document);
            return;
        }

        document.Json.WriteStartObject();
        WriteProperties(value, document);
        document.Json.WriteEndObject();
    }

    public override bool Same(T before, T after)
    {
        if (IsReference && ReferenceEquals(before, after))
        {
            return true;
        }

        if (before is null || after is null)
        {
            return before is null && after is null;
        }

        if (IsReference && (before.GetType() != typeof(T) || after.GetType() != typeof(T)))
        {
            return before.GetType() == after.GetType() && For(after.GetType()).SameBoxed(before, after);
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

    public override int Hash(T value)
    {
        if (value is null)
        {
            return 0;
        }

        if (Derived(value) is { } derived)
        {
            return derived.HashBoxed(value);
        }

        var hash = new HashCode();
        foreach (var property in _properties)
        {
            hash.Add(property.Hash(value));
        }

        return hash.ToHashCode();
    }

    public override object? Generalize(T value) => value switch
    {
        null => null,
        _ when Derived(value) is { } derived => derived.GeneralizeBoxed(value),
        _ => ImmutableDictionary.CreateRange(StringComparer.Ordinal, Generalized(value)),
    };

    public override void Diff(T before, T after, PatchWriter patch)
    {
        if (IsReference && ReferenceEquals(before, after))
        {
            return;
        }

        if (before is null || after is null)
        {
            if (before is not null || after is not null)
            {
                patch.Replace(after, this);
            }

            return;
        }

        if (IsReference && (before.GetType() != typeof(T) || after.GetType() != typeof(T)))
        {
            if (before.GetType() != after.GetType())
            {
                patch.Replace(after, this);
            }
            else
            {
                For(after.GetType()).DiffBoxed(before, after, patch);
            }

            return;
        }

        foreach (var property in _properties)
        {
            property.Diff(before, after, patch);
        }
    }

    public override T Freeze(T value, ref bool changed)
    {
        if (value is null || !_mayChange)
        {
            return value;
        }

        if (Derived(value) is { } derived)
        {
            return derived.MayChange ? (T)derived.FreezeBoxed(value, ref changed) : value;
        }

        // Only a derived type could have.
        if (!_partsMayChange)
        {
            return value;
        }

        var copy = IsMutable ? CollectionFreezer.CopyOf(value) : null;
        foreach (var property in _properties)
        {
            if (property.TryFreeze(value, out var frozen))
            {
                copy ??= CollectionFreezer.CopyOf(value);
                CollectionFreezer.Set(copy, property.Property, frozen);
            }
        }

        changed |= copy is not null;
        return copy is null ? value : (T)copy;
    }

    public override void Place(T value, Placements places)
    {
        if (value is null || !_mayHoldChildren)
        {
            return;
        }

        if (Derived(value) is { } derived)
        {
            derived.PlaceBoxed(value, places);
            return;
        }

        foreach (var property in _properties)
        {
            property.Place(value, places);
        }
    }

    protected override void Complete()
    {
        TypeTag.RequireDeclaredCases(typeof(T));
        var properties = new List<PropertyWireType<T>>();
        var problems = new List<string>();
        foreach (var property in Declared())
        {
            try
            {
                properties.Add((PropertyWireType<T>)Activator.CreateInstance(
                    typeof(PropertyWireType<,>).MakeGenericType(typeof(T), property.PropertyType), property)!);
            }
            catch (TargetInvocationException exception) when (exception.InnerException is NoWireFormException { IsEndless: true } endless)
            {
                throw endless;
            }
            catch (TargetInvocationException exception) when (exception.InnerException is NoWireFormException inner)
            {
                problems.AddRange(inner.Problems.Select(problem => $"{typeof(T)}.{property.Name}: {problem}"));
            }
        }

        if (problems.Count > 0)
        {
            throw new NoWireFormException(problems);
        }

        var doubled = properties.Select(static property => property.Name).Concat(_tag is null ? [] : [_tag.Name])
            .GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1);
        _properties = doubled is null
            ? [.. properties]
            : throw new NoWireFormException($"{typeof(T)} has two properties with the wire name '{doubled.Key}'. Expected names that differ.");
        _mayHoldChildren = _properties.Any(static property => property.MayHoldChildren) || (IsReference && !typeof(T).IsSealed);
        _partsMayChange = IsMutable || _properties.Any(static property => property.MayChange);
        _mayChange = _partsMayChange || (IsReference && !typeof(T).IsSealed);
    }

    private IEnumerable<KeyValuePair<string, object?>> Generalized(T value)
    {
        if (_tag is not null)
        {
            yield return KeyValuePair.Create<string, object?>(_tag.Name, _tag.Value);
        }

        foreach (var property in _properties)
        {
            if (property.TryGeneralize(value, out var general))
            {
                yield return KeyValuePair.Create(property.Name, general);
            }
        }
    }

    private static bool IsReference => !typeof(T).IsValueType;

    private static WireType? Derived(T value) => IsReference && value!.GetType() != typeof(T) ? For(value.GetType()) : null;

    private static List<PropertyInfo> Declared()
    {
        var declared = PropertyAttributes.WrittenOf(typeof(T));
        if (declared.Count == 0 && TypeTag.Of(typeof(T)) is null)
        {
            throw new NoWireFormException($"{typeof(T)} has no public property to render. Expected a record with at least one.");
        }

        foreach (var property in declared)
        {
            if (property.SetMethod is { IsPublic: true } setter
                && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)))
            {
                throw new NoWireFormException($"{typeof(T)}.{property.Name} can be set, and a change to it would go unseen. Expected an immutable record: make it init.");
            }
        }

        return declared;
    }
}
