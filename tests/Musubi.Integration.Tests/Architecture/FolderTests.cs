using System.Reflection;

namespace Musubi.Integration.Tests.Architecture;

/// <summary>The folders of a room stand above one another: each uses only what is below it.</summary>
public sealed class FolderTests
{
    // From the top down. Folders of one line do not use each other.
    private static readonly Dictionary<string, string[]> Lines = new()
    {
        ["Musubi.Grains"] =
        [
            "Hosting",
            "Stores",
            "Trees Topics Disconnects Resume Durable Watches",
            "Pushes",
            "Async Events Hooks Streams Timers Uploads",
            "Nodes",
            "Commands",
            "Services",
            "Declarations",
            "Documents Diagnostics",
        ],
        ["Musubi.Gateway"] =
        [
            "Hosting",
            "Sockets",
            "Mounts",
            "Uploads",
            "Channels",
            "Roots",
            "Wire",
            "Resume",
            "Collections",
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

    private static bool Below(Dictionary<string, int> lines, string from, string to) =>
        lines.TryGetValue(from, out var upper) && lines.TryGetValue(to, out var lower) && upper < lower;

    private static Dictionary<string, int> LinesOf(string room) =>
        Lines[room].SelectMany(static (line, index) => line.Split(' ').Select(folder => (Folder: folder, Line: index)))
            .ToDictionary(static place => place.Folder, static place => place.Line);
}
