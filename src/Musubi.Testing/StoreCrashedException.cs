namespace Musubi.Testing;

/// <summary>The page crashed: a callback threw, or a payload does not fit what its command declares. A client would have lost its page and mounted anew.</summary>
/// <remarks>The inner exception is the store's own, with its own stack trace; no client ever sees anything of it.</remarks>
public sealed class StoreCrashedException : Exception
{
    internal StoreCrashedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
