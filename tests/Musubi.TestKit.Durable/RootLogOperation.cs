namespace Musubi.TestKit.Durable;

/// <summary>The calls of a log that can be made to fail.</summary>
public enum RootLogOperation
{
    Load,
    Append,
    Delete,
    Expire,
}
