using System.Collections.Immutable;

namespace Musubi.Grains.Documents;

/// <summary>A value whose shape is known only once it is there: <c>object</c>, an interface, a base class.</summary>
internal sealed class DynamicWireType<T> : WireType<T>
    where T : class
{
    private readonly ImmutableArray<Type> _cases = TypeTag.CasesOf(typeof(T));

    public override WireStructure Structure => _cases.IsEmpty ? new WireStructure.Anything() : new WireStructure.OneOf([.. _cases.Select(For)]);

    public override bool MayHoldChildren => true;

    public override bool MayChange => true;

    public override T Freeze(T value, ref bool changed) =>
        value is not null && For(value.GetType()) is { MayChange: true } shape ? (T)shape.FreezeBoxed(value, ref changed) : value!;

    public override void Write(T value, DocumentWriter document)
    {
        if (value is null)
        {
            document.Json.WriteNullValue();
        }
        else
        {
            TypeTag.RequireCase(typeof(T), _cases, value.GetType());
            For(value.GetType()).WriteBoxed(value, document);
        }
    }

    public override bool Same(T before, T after) =>
        ReferenceEquals(before, after)
        || (before is not null && after is not null && before.GetType() == after.GetType() && For(after.GetType()).SameBoxed(before, after));

    public override int Hash(T value) => value is null ? 0 : For(value.GetType()).HashBoxed(value);

    public override object? Generalize(T value) => value is null ? null : For(value.GetType()).GeneralizeBoxed(value);

    public override void Diff(T before, T after, PatchWriter patch)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        if (before is null || after is null || before.GetType() != after.GetType())
        {
            patch.Replace(after, this);
        }
        else
        {
            For(after.GetType()).DiffBoxed(before, after, patch);
        }
    }

    protected override void Complete() => TypeTag.RequireDeclaredCases(typeof(T));

    public override void Place(T value, Placements places)
    {
        if (value is not null && For(value.GetType()) is { MayHoldChildren: true } shape)
        {
            shape.PlaceBoxed(value, places);
        }
    }
}
