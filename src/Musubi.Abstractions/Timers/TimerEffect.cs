namespace Musubi;

/// <summary>A message is to come to the root after a while.</summary>
internal sealed class TimerStart(string? name, TimeSpan delay, object message) : Effect
{
    public string? Name { get; } = name;

    public TimeSpan Delay { get; } = delay;

    public object Message { get; } = message;
}

/// <summary>A message is not to come after all.</summary>
internal sealed class TimerCancel(string name) : Effect
{
    public string Name { get; } = name;
}
