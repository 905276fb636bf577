namespace Musubi.Deploy.Tests.Local;

/// <summary><c>deploy/local</c>, as its README says: two silos, two gateways, a proxy and Redis, and a new build put in service under pages that write.</summary>
public sealed class LocalDeploymentTests
{
    [Fact]
    public async Task Roll_UnderPagesThatWrite_LosesNothingDoublesNothingAndRefusesNothing()
    {
        try
        {
            Assert.Equal((0, ""), Failed(await Tool.RunAsync("bash", "deploy/local", "up")));

            var rolled = await Tool.RunAsync("bash", "deploy/local", "roll");

            TestContext.Current.TestOutputHelper!.WriteLine(rolled.Output);
            Assert.Equal((0, ""), Failed(rolled));
            Assert.Matches(@"\n[1-9]\d* commands: 0 lost, 0 doubled, 0 refused, 0 pages anew, slowest [\d.]+ s, [1-9]\d* reconnects after close codes [\d ]+, 0 errors logged\n$", rolled.Output);
        }
        finally
        {
            Assert.Equal((0, ""), Failed(await Tool.RunAsync("bash", "deploy/local", "down")));
        }
    }

    // What it wrote is told when it failed.
    private static (int ExitCode, string Output) Failed((int ExitCode, string Output) run) => run.ExitCode == 0 ? (0, "") : run;
}
