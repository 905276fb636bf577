namespace Musubi.Testing;

/// <summary>A test expected what is not so. The message shows what was expected beside what came.</summary>
public sealed class ExpectationException : Exception
{
    internal ExpectationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
