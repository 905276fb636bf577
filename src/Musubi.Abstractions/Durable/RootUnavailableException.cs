namespace Musubi.Durable;

/// <summary>A durable root cannot be read or written now, because its storage cannot be reached. What was asked may be asked again, and is then done once.</summary>
[GenerateSerializer, Alias("musubi.v1.RootUnavailableException")]
public sealed class RootUnavailableException : OrleansException
{
    /// <summary>Says that a root's storage cannot be reached.</summary>
    public RootUnavailableException()
        : this("The root's storage cannot be reached.")
    {
    }

    /// <inheritdoc cref="RootUnavailableException()"/>
    public RootUnavailableException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="RootUnavailableException()"/>
    public RootUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
