namespace Musubi.Grains.Documents;

/// <summary>Rendered state holds something that cannot be written on the wire. A bug of the application; its text goes to the log alone.</summary>
internal sealed class NoWireFormException(params IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>What cannot be written: one sentence or two for each part of a type.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>Whether the type needs ever larger types. Then nothing more is looked for: each of them may need several.</summary>
    public bool IsEndless { get; init; }
}
