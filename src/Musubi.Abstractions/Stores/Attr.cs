namespace Musubi;

/// <summary>Declares an attribute of a store: an assign that its parent, or for a root the mount params, must supply.</summary>
/// <remarks>Declare it as a <c>public static readonly</c> field of the store. A required one that is missing is an error that names it;
/// a default fills in for the others, also where a mount param is null.</remarks>
/// <typeparam name="T">The attribute's type: plain data that Orleans can serialize.</typeparam>
public sealed class Attr<T> : Key<T>, IAttr
{
    private readonly T? _default;

    /// <summary>A required attribute.</summary>
    public Attr(string name)
        : base(name) => Required = true;

    /// <summary>An attribute with a default.</summary>
    public Attr(string name, T defaultValue)
        : base(name) => _default = defaultValue;

    /// <inheritdoc/>
    public bool Required { get; }

    /// <inheritdoc/>
    public Type Type => typeof(T);

    /// <inheritdoc/>
    public object? Default => _default;

    /// <inheritdoc/>
    public bool TryRead(Params source, out object? value)
    {
        ArgumentNullException.ThrowIfNull(source);
        var found = source.Has(Name);
        value = !found ? null : Required ? source.Get<T>(Name) : source.Get(Name, _default);
        return found;
    }
}
