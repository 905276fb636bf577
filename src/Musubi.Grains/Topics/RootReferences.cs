namespace Musubi.Grains.Topics;

/// <summary>References to roots, from any thread. By the name of their interface, found once, since finding it looks at the interface's attributes;
/// an untyped reference, from which it could be cast, would be kept too.</summary>
internal sealed class RootReferences(IGrainFactory grains)
{
    private readonly Lazy<GrainReference> _any = new(() => (GrainReference)grains.GetGrain<IStoreGrain>("any"));

    public IStoreGrain Of(GrainId root) => (IStoreGrain)grains.GetGrain(root, _any.Value.InterfaceType);

    public IStoreGrain Of(IdSpan key) => Of(GrainId.Create(_any.Value.GrainId.Type, key));
}
