using LivePoll.Storage;

namespace LivePoll.Tests.Doubles;

/// <summary>A database of the test's own, in memory.</summary>
internal static class TestDatabase
{
    public static Database Open() => new($"file:{Guid.NewGuid():N}?mode=memory&cache=shared");
}
