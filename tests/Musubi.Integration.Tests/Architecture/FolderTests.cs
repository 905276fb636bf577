using System.Reflection;

namespace Musubi.Integration.Tests.Architecture;

/// <summary>The folders of a room stand above one another: each uses only what is below it.</summary>
public sealed class FolderTests
{
    // From the top down. Folders of one line do not use each other; those that are joined by a plus are one, and may.
    private static readonly Dictionary<string, string[]> Lines = new()
    {
        ["Musubi.Grains"] =
        [
            "Hosting",
            "Stores",
            "Trees Topics Pushes",
            "Async Events Hooks Streams Timers Uploads",
            "Nodes",
            "Commands",
            "Declarations",
            "Documents Diagnostics",
        ],
        ["Musubi.Gateway"] =
        [
            "Hosting",
            "Sockets",
            "Channels+Roots+Uploads",
            "Wire Collections",
            "Diagnostics",
        ],
    };

    public static TheoryData<string> Rooms => [.. Lines.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Folder_OfARoom_UsesOnlyWhatIsBelowIt(string room)
    {
        var line = LinesOf(room);

        var upward = FolderReferences.In(Assembly.Load(room))
            .Where(static reference => reference.Key.From.Length > 0 && reference.Key.To.Length > 0)
            .Where(reference => !Below(line, reference.Key.From, reference.Key.To))
            .Select(static reference => $"{reference.Key.From} -> {reference.Key.To}: {reference.Value}");

        Assert.Empty(upward);
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Folder_OfARoom_HasItsPlaceAmongTheOthers(string room)
    {
        var folders = FolderReferences.In(Assembly.Load(room)).Keys
            .SelectMany(static reference => new[] { reference.From, reference.To })
            .Where(static folder => folder.Length > 0)
            .ToHashSet();

        Assert.Equal(LinesOf(room).Keys.Order(), folders.Order());
    }

    [Theory]
    [InlineData("Hosting", "Nodes")]
    [InlineData("Stores", "Trees")]
    [InlineData("Nodes", "Documents")]
    [InlineData("Trees", "Uploads")]
    public void Reference_InAFieldOrOnlyInAMethod_IsSeen(string from, string to) =>
        Assert.Contains((from, to), FolderReferences.In(Assembly.Load("Musubi.Grains")).Keys);

    private static bool Below(Dictionary<string, (int Line, string Group)> places, string from, string to) =>
        places.TryGetValue(from, out var upper) && places.TryGetValue(to, out var lower) && (upper.Line < lower.Line || upper.Group == lower.Group);

    private static Dictionary<string, (int Line, string Group)> LinesOf(string room) =>
        Lines[room].SelectMany(static (line, index) => line.Split(' ').SelectMany(group => group.Split('+').Select(folder => (folder, index, group))))
            .ToDictionary(static place => place.folder, static place => (place.index, place.group));
}
