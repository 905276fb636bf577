namespace Musubi;

/// <summary>Declares a push event of a store: something that the client hears once, beside the state.</summary>
/// <remarks>Declare it as a <c>public static readonly</c> field of the store.</remarks>
/// <typeparam name="TPayload">The payload: a record with a wire form.</typeparam>
/// <param name="name">The wire name.</param>
public sealed class PushEvent<TPayload>(string name) : IPushEvent
    where TPayload : class
{
    /// <inheritdoc/>
    public string Name { get; } = string.IsNullOrEmpty(name) ? throw new ArgumentException("Expected an event's name; got none.", nameof(name)) : name;

    /// <inheritdoc/>
    public Type PayloadType => typeof(TPayload);

    /// <summary>The event's name.</summary>
    public override string ToString() => Name;
}
