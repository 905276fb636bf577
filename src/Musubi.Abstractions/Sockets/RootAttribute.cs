namespace Musubi;

/// <summary>Declares a root store that clients of this socket may mount.</summary>
/// <typeparam name="TStore">The store; only a root store compiles.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RootAttribute<TStore> : RootAttribute
    where TStore : Store, IRootStore
{
    /// <inheritdoc/>
    public override Type Store => typeof(TStore);
}

/// <summary>The part of <see cref="RootAttribute{TStore}"/> that does not name its store.</summary>
public abstract class RootAttribute : Attribute
{
    private protected RootAttribute()
    {
    }

    /// <summary>The root store's type.</summary>
    public abstract Type Store { get; }
}
