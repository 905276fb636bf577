namespace Musubi;

/// <summary>What the runtime knows of a declared attribute: see <see cref="Attr{T}"/>.</summary>
public interface IAttr
{
    /// <summary>The assign's key.</summary>
    string Name { get; }

    /// <summary>The assign's type.</summary>
    Type Type { get; }

    /// <summary>Whether it must be supplied.</summary>
    bool Required { get; }

    /// <summary>What fills in when it is not supplied.</summary>
    object? Default { get; }

    /// <summary>Reads the attribute from mount params of the same name.</summary>
    /// <exception cref="ParamException">The param is there, and has another type.</exception>
    bool TryRead(Params source, out object? value);
}
