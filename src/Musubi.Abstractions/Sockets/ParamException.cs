namespace Musubi;

/// <summary>A param that a store asked for is missing or has another type.</summary>
/// <remarks>Its text names the param and the type, never the client's value, and goes to the log alone.</remarks>
public sealed class ParamException(string param, string message) : Exception(message)
{
    /// <summary>The param's name.</summary>
    public string Param { get; } = param;
}
