using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Musubi.Deploy.Tests.Manifests;

/// <summary>The same processes with Compose and with systemd.</summary>
public sealed class ComposeTests
{
    private static readonly Dictionary<object, object> Services = (Dictionary<object, object>)Read()["services"];

    public static TheoryData<string> Processes => ["silo-1", "silo-2", "gateway-1", "gateway-2"];

    private static int ShutdownTimeout { get; } =
        int.Parse(EnvironmentFile.Read("common.env")["DOTNET_shutdownTimeoutSeconds"], System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(Processes))]
    public void Process_OfTheSample_HasNoRightsAndTheTimeToStop(string name)
    {
        var process = (Dictionary<object, object>)Services[name];

        Assert.Equal("true", process["read_only"]);
        Assert.Equal(["ALL"], (List<object>)process["cap_drop"]);
        Assert.True(int.Parse(((string)process["stop_grace_period"]).TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture) >= ShutdownTimeout + 5);
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Process_OfTheSample_ReadsTheFilesOfItsRole(string name)
    {
        var process = (Dictionary<object, object>)Services[name];

        Assert.Equal(
            ["environment/common.env", $"environment/{name.Split('-')[0]}.env", "environment/secrets.example.env"],
            (List<object>)process["env_file"]);
    }

    [Fact]
    public void Silos_Addresses_AreThoseThatTheySayOfThemselves()
    {
        foreach (var name in new[] { "silo-1", "silo-2" })
        {
            var silo = (Dictionary<object, object>)Services[name];
            var network = (Dictionary<object, object>)((Dictionary<object, object>)silo["networks"])["inside"];

            Assert.Equal(network["ipv4_address"], ((Dictionary<object, object>)silo["environment"])["Musubi__Address"]);
        }
    }

    [Fact]
    public void Volumes_OfFilesOfTheRepository_AreThere()
    {
        var mounted = Services.Values.Cast<Dictionary<object, object>>()
            .SelectMany(static service => service.TryGetValue("volumes", out var volumes) ? (List<object>)volumes : [])
            .Select(static volume => ((string)volume).Split(':')[0])
            .Where(static source => source.StartsWith('.'))
            .ToArray();

        Assert.NotEmpty(mounted);
        Assert.All(mounted, static source => Assert.True(Path.Exists(Manifest.PathOf(Path.Combine("deploy", source))), source));
    }

    [Fact]
    public void Unit_OfSystemd_ReadsTheSameFilesAndGivesTheTimeToStop()
    {
        var unit = File.ReadAllLines(Manifest.PathOf("deploy/systemd/live-poll@.service"))
            .Where(static line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#')
            .Select(static line => line.Split('=', 2))
            .ToLookup(static pair => pair[0], static pair => pair[1]);

        Assert.Equal(["/etc/live-poll/common.env", "/etc/live-poll/%i.env", "/etc/live-poll/secrets.env", "-/etc/live-poll/machine.env"], unit["EnvironmentFile"]);
        Assert.True(int.Parse(unit["TimeoutStopSec"].Single(), System.Globalization.CultureInfo.InvariantCulture) >= ShutdownTimeout + 5);
    }

    private static Dictionary<object, object> Read()
    {
        using var text = File.OpenText(Manifest.PathOf("deploy/compose.yaml"));
        return (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize(new MergingParser(new Parser(text)))!;
    }
}
