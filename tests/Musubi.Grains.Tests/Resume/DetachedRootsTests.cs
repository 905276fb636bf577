using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Resume;

namespace Musubi.Grains.Tests.Resume;

/// <summary>Roots that wait for their clients. Source: docs/resume.md, "How long".</summary>
public sealed class DetachedRootsTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _given = [];

    [Fact]
    public void Root_WhoseTimeIsOver_IsGivenUp()
    {
        var roots = new DetachedRoots(10, 10, _time);
        Add(roots, "ada", "a");

        _time.Advance(Wait - TimeSpan.FromSeconds(2));
        Assert.Empty(_given);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["a"], _given);
        Assert.Equal(0, roots.Count);
    }

    [Fact]
    public void Root_ThatIsTakenBack_IsNotGivenUp()
    {
        var roots = new DetachedRoots(10, 10, _time);
        roots.Remove(Add(roots, "ada", "a"));

        _time.Advance(2 * Wait);

        Assert.Empty(_given);
    }

    [Fact]
    public void Roots_MoreThanTheSiloMayHave_TheOldestIsGivenUp()
    {
        var roots = new DetachedRoots(2, 10, _time);
        foreach (var name in (string[])["a", "b", "c"])
        {
            Add(roots, null, name);
        }

        Assert.Equal(["a"], _given);
        Assert.Equal(2, roots.Count);
    }

    [Fact]
    public void Roots_MoreThanASubjectMayHave_TheSubjectsOldestIsGivenUp()
    {
        var roots = new DetachedRoots(10, 2, _time);
        Add(roots, "eve", "e");
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            Add(roots, "ada", name);
        }

        Assert.Equal(["a", "b"], _given);
        Assert.Equal(3, roots.Count);
    }

    [Fact]
    public void Roots_OfNobodyThatFillTheSilo_PushOutNoRootOfAUser()
    {
        var roots = new DetachedRoots(100, 10, _time);
        for (var i = 0; i < 8; i++)
        {
            Add(roots, $"user-{i}", $"user-{i}");
        }

        for (var i = 0; i < 10_000; i++)
        {
            Add(roots, null, $"nobody-{i}");
        }

        Assert.Equal(100, roots.Count);
        Assert.Equal(10_008 - 100, _given.Count);
        Assert.DoesNotContain(_given, static name => name.StartsWith("user", StringComparison.Ordinal));
    }

    [Fact]
    public void Roots_OfOneSubjectThatWouldFillTheSilo_PushOutItsOwnAlone()
    {
        var roots = new DetachedRoots(100, 10, _time);
        var others = Enumerable.Range(0, 80).Select(i => Add(roots, $"user-{i}", $"user-{i}")).ToList();

        for (var i = 0; i < 10_000; i++)
        {
            Add(roots, "eve", $"eve-{i}");
        }

        Assert.Equal(90, roots.Count);
        Assert.All(_given, static name => Assert.StartsWith("eve", name, StringComparison.Ordinal));
        others.ForEach(roots.Remove);
        Assert.Equal(10, roots.Count);
    }

    private object Add(DetachedRoots roots, string? owner, string name) => roots.Add(owner, Wait, new Named(name, _given));

    private sealed class Named(string name, List<string> given) : IDetachedRoot
    {
        public void GiveUp() => given.Add(name);
    }
}
