namespace Musubi.Testing;

/// <summary>A file that a test's client has.</summary>
/// <param name="name">Its name.</param>
/// <param name="bytes">What is in it.</param>
public sealed class TestFile(string name, byte[] bytes)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What is in it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Its size in bytes, as the client announces it.</summary>
    /// <value>The number of bytes by default. Another one makes a file too large without making it.</value>
    public long Size { get; init; } = bytes.Length;

    /// <summary>Its media type, as the client announces it.</summary>
    /// <value>Empty by default.</value>
    public string Type { get; init; } = "";

    /// <summary>The client's name for it.</summary>
    /// <value>The file's name by default.</value>
    public string ClientRef { get; init; } = name;
}
