namespace Musubi.Grains.Documents;

/// <summary>How what a store sends is written, compared and searched.</summary>
internal abstract class StateShape
{
    /// <summary>Replaces what can change in a state: see <see cref="WireType{T}.Freeze"/>.</summary>
    public virtual object Freeze(object state) => state;

    /// <summary>How the property with a wire name is written; null when none is declared.</summary>
    public virtual WireType? ShapeOf(string name) => null;

    public abstract void Place(object state, Placements places);

    /// <summary>Writes the properties without the braces, so that the runtime can put its own beside them.</summary>
    public abstract void WriteProperties(object state, DocumentWriter document);

    public abstract void Diff(object before, object after, PatchWriter patch);
}

/// <summary>A store's own state.</summary>
internal sealed class ObjectStateShape<TState>(ObjectWireType<TState> shape) : StateShape
{
    public override WireType? ShapeOf(string name) => shape.ShapeOf(name);

    public override object Freeze(object state)
    {
        var changed = false;
        return shape.MayChange ? shape.FreezeBoxed(state, ref changed) : state;
    }

    public override void Place(object state, Placements places)
    {
        if (shape.MayHoldChildren)
        {
            shape.Place((TState)state, places);
        }
    }

    public override void WriteProperties(object state, DocumentWriter document) => shape.WriteProperties((TState)state, document);

    public override void Diff(object before, object after, PatchWriter patch) => shape.Diff((TState)before, (TState)after, patch);
}
