namespace Musubi;

/// <summary>What became of a file that a command looked at.</summary>
/// <typeparam name="T">What the command makes of it.</typeparam>
/// <param name="Value">What the command made of it.</param>
/// <param name="Postponed">Whether the file stays for a later command.</param>
public readonly record struct Consumed<T>(T Value, bool Postponed);

/// <summary>Makes <see cref="Consumed{T}"/>.</summary>
public static class Consumed
{
    /// <summary>The file is done with, and deleted.</summary>
    public static Consumed<T> Done<T>(T value) => new(value, false);

    /// <summary>The file stays for a later command.</summary>
    public static Consumed<T> Postpone<T>(T value) => new(value, true);
}
