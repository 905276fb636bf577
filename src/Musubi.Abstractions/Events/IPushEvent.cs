namespace Musubi;

/// <summary>A push event that a store declares: see <see cref="PushEvent{TPayload}"/>.</summary>
public interface IPushEvent
{
    /// <summary>The wire name.</summary>
    string Name { get; }

    /// <summary>The payload's type.</summary>
    Type PayloadType { get; }
}
