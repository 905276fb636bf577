using System.Globalization;

namespace Musubi.Cluster.Tests;

/// <summary>Moments that are random, and the same again under <c>MUSUBI_SEED</c>; <c>MUSUBI_ROUNDS</c> makes a run as long as one likes.</summary>
internal static class Seeded
{
    /// <summary>A source of them, whose seed the test's output has.</summary>
    public static Random Random(ITestOutputHelper output)
    {
        var seed = Number("MUSUBI_SEED") ?? System.Random.Shared.Next();
        output.WriteLine($"MUSUBI_SEED={seed}");
        return new Random(seed);
    }

    /// <summary>Whether somebody has asked for so many rounds.</summary>
    public static bool IsLongRun => Number("MUSUBI_ROUNDS") is not null;

    /// <summary>How often a test does what it does.</summary>
    public static int Rounds(int unlessTold) => Number("MUSUBI_ROUNDS") ?? unlessTold;

    private static int? Number(string name) => Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
