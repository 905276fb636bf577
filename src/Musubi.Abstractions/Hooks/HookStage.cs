namespace Musubi;

/// <summary>One of the stages of <see cref="Stage"/>, with the shape of its hooks.</summary>
/// <typeparam name="THook">The hooks' delegate.</typeparam>
public sealed class HookStage<THook>
    where THook : Delegate
{
    internal HookStage(string name) => Name = name;

    /// <summary>The stage's name, as in Musubi: <c>before_command</c>.</summary>
    public string Name { get; }

    /// <summary>The stage's name.</summary>
    public override string ToString() => Name;
}
