using System.Text.Json.Nodes;

namespace Musubi.TestKit.Frames;

/// <summary>One scenario of frames recorded from the Elixir server.</summary>
public sealed record Fixture(string Scenario, IReadOnlyList<RecordedFrame> Frames, JsonNode? ExpectedState)
{
    /// <summary>Reads a recorded scenario by its name.</summary>
    public static Fixture Read(string scenario)
    {
        using var stream = typeof(Fixture).Assembly.GetManifestResourceStream($"{scenario}.json")
            ?? throw new ArgumentException($"Expected a recorded scenario; got '{scenario}'.", nameof(scenario));
        var json = JsonNode.Parse(stream)!;
        return new Fixture(
            (string)json["scenario"]!,
            [.. json["frames"]!.AsArray().Select(static frame => new RecordedFrame((string)frame!["dir"]! == "out", (string)frame["event"]!, frame["payload"]!))],
            json["expected_state"]);
    }
}
