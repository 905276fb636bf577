using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Musubi.Grains.Documents;

namespace Musubi.Grains.Declarations;

/// <summary>What is wrong with declarations, collected: who reads one that is wrong notes it and goes on with the next, so that a start reports all at once.</summary>
internal sealed class Problems
{
    private readonly List<string> _problems = [];

    public int Count => _problems.Count;

    public void Add(string problem)
    {
        if (!_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }

    /// <summary>Reads one declaration.</summary>
    /// <param name="read">Reads it, and throws when it is wrong.</param>
    /// <param name="value">What was read; null when it is wrong.</param>
    /// <param name="prefix">What to put before a problem that does not say itself which store has it.</param>
    /// <returns>Whether it is right.</returns>
    public bool TryRead<T>(Func<T> read, [MaybeNullWhen(false)] out T value, string prefix = "")
    {
        value = default;
        try
        {
            value = read();
            return true;
        }
        catch (TargetInvocationException exception) when (Note(exception.InnerException, prefix))
        {
            return false;
        }
        catch (Exception exception) when (Note(exception, prefix))
        {
            return false;
        }
    }

    /// <summary>The same, with what to go on with instead.</summary>
    public T Read<T>(Func<T> read, T otherwise, string prefix = "") => TryRead(read, out var value, prefix) ? value : otherwise;

    /// <summary>Checks one declaration.</summary>
    public void Check(Action check, string prefix = "") => TryRead(() =>
    {
        check();
        return true;
    }, out _, prefix);

    /// <exception cref="StoreDeclarationException">There are problems.</exception>
    public void ThrowIfAny()
    {
        if (Count > 0)
        {
            throw new StoreDeclarationException(_problems);
        }
    }

    private bool Note(Exception? exception, string prefix)
    {
        IEnumerable<string>? found = exception switch
        {
            StoreDeclarationException declaration => declaration.Problems,
            NoWireFormException form => form.Problems.Select(problem => prefix + problem),
            // What the store's own attributes have to say: a bad name, a doubled attribute.
            InvalidOperationException other => [other.Message],
            _ => null,
        };
        foreach (var problem in found ?? [])
        {
            Add(problem);
        }

        return found is not null;
    }
}
