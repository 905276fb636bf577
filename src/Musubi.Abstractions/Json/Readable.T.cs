namespace Musubi.Json;

/// <inheritdoc cref="Readable"/>
internal static class Readable<T>
{
    /// <exception cref="InvalidOperationException">The type cannot be read from JSON, whatever a client sends.</exception>
    public static void Check(string name)
    {
        if (Problem is { } problem)
        {
            throw new InvalidOperationException($"Param '{name}' is read as {typeof(T)}, which {problem}.");
        }
    }

    private static string? Problem { get; } = Readable.ProblemOf(typeof(T));
}
