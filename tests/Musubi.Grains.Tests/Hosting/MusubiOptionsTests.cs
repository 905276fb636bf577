using Musubi.Grains.Hosting;

namespace Musubi.Grains.Tests.Hosting;

public class MusubiOptionsTests
{
    public static TheoryData<string, Action<MusubiOptions>> OutOfRange => new()
    {
        { nameof(MusubiOptions.OrphanAfter), static options => options.OrphanAfter = TimeSpan.FromMinutes(1) },
        { nameof(MusubiOptions.OrphanAfter), static options => options.OrphanAfter = TimeSpan.FromHours(1.1) },
        { nameof(MusubiOptions.MaxTreeDepth), static options => options.MaxTreeDepth = 0 },
        { nameof(MusubiOptions.MaxTreeDepth), static options => options.MaxTreeDepth = 257 },
        { nameof(MusubiOptions.MaxUndeliveredPatches), static options => options.MaxUndeliveredPatches = 0 },
        { nameof(MusubiOptions.MaxUndeliveredPatches), static options => options.MaxUndeliveredPatches = 10_001 },
        { nameof(MusubiOptions.MaxUndeliveredBytes), static options => options.MaxUndeliveredBytes = 1023 },
        { nameof(MusubiOptions.MaxWaitingMessages), static options => options.MaxWaitingMessages = 99 },
        { nameof(MusubiOptions.MaxWaitingMessages), static options => options.MaxWaitingMessages = 1_000_001 },
        { nameof(MusubiOptions.MaxUndeliveredBytes), static options => options.MaxUndeliveredBytes = 16 * 1024 * 1024 + 1 },
    };

    [Fact]
    public void Options_Defaults_AreWithinTheirRanges() => Assert.True(new MusubiOptionsValidator().Validate(null, new MusubiOptions()).Succeeded);

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void Option_OutOfItsRange_IsNamed(string option, Action<MusubiOptions> set)
    {
        var options = new MusubiOptions();
        set(options);

        var result = new MusubiOptionsValidator().Validate(null, options);

        Assert.Contains(option, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_SeveralOutOfRange_AreAllReported()
    {
        var result = new MusubiOptionsValidator().Validate(null, new MusubiOptions { MaxTreeDepth = 0, MaxUndeliveredPatches = 0 });

        Assert.Equal(2, result.Failures!.Count());
    }
}
