namespace Musubi;

/// <summary>Stands for an assign that came from another build and whose type this one does not have. It goes no further than to whoever takes the socket over.</summary>
internal sealed class UnreadableAssign
{
    private UnreadableAssign()
    {
    }

    public static UnreadableAssign Instance { get; } = new();
}
