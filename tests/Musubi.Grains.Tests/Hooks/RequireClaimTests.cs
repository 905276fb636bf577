using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Musubi.Grains.Diagnostics;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Hooks;

/// <summary>Commands that demand a claim of their user. Source: docs/wire.md, "Commands": denials are ordinary replies.</summary>
public sealed class RequireClaimTests : IDisposable
{
    private static readonly DenialReply Forbidden = new(false, "forbidden");
    private static readonly StoreId Drawer = StoreId.Of("drawer");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricCollector<long> _denied;

    public RequireClaimTests() => _denied = new MetricCollector<long>(Meters, GrainMetrics.MeterName, "musubi.auth.denied");

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public void Dispose()
    {
        _denied.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Command_WithoutTheClaim_IsAnsweredForbidden_ChangesNothingAndIsCounted()
    {
        await using var page = await MountAsync(new ConnectClaim("role", "teller"));

        Assert.Equal(Forbidden, await page.DispatchAsync<DenialReply>("open", new { times = 1 }));

        Assert.Single(page.Patches);
        Assert.Equal(0, page.Render<VaultStore.State>().Opened);
        AssertDenied<VaultStore>("open");
    }

    [Fact]
    public async Task Command_OfNobody_IsAnsweredUnauthorized()
    {
        await using var page = await MountAsync();

        Assert.Equal(new DenialReply(false, "unauthorized"), await page.DispatchAsync<DenialReply>("open", new { times = 1 }));
        AssertDenied<VaultStore>("open");
    }

    [Theory]
    [InlineData("banker")]
    [InlineData("auditor")]
    public async Task Command_WithOneOfTheValues_RunsAndIsNotCounted(string role)
    {
        await using var page = await MountAsync(new ConnectClaim("role", "teller"), new ConnectClaim("role", role));

        Assert.Equal("{}", (await page.DispatchAsync("open", new { times = 2 })).GetRawText());

        Assert.Equal(2, page.Render<VaultStore.State>().Opened);
        Assert.Empty(_denied.GetMeasurementSnapshot());
    }

    [Theory]
    [InlineData("Role", "banker")]
    [InlineData("role", "Banker")]
    [InlineData("role", "")]
    public async Task Command_WithAClaimThatIsOnlyAlike_IsDenied(string type, string value)
    {
        await using var page = await MountAsync(new ConnectClaim(type, value));

        Assert.Equal(Forbidden, await page.DispatchAsync<DenialReply>("open", new { times = 1 }));
    }

    [Fact]
    public async Task Command_ThatIsDenied_DoesNotHaveItsPayloadRead()
    {
        await using var page = await MountAsync(new ConnectClaim("role", "teller"));

        Assert.Equal(Forbidden, await page.DispatchAsync<DenialReply>("open", new { times = "often" }));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Command_WithSeveralAttributes_OneNotMet_IsDenied(bool role, bool badge)
    {
        await using var page = await MountAsync([.. Claims(role, badge)]);

        Assert.Equal(Forbidden, await page.DispatchAsync<DenialReply>("empty"));

        Assert.Equal(0, page.Render<VaultStore.State>().Opened);
        AssertDenied<VaultStore>("empty");
    }

    [Fact]
    public async Task Command_WithSeveralAttributes_AllMet_Runs()
    {
        await using var page = await MountAsync([.. Claims(role: true, badge: true)]);

        await page.DispatchAsync("empty");

        Assert.Equal(-1, page.Render<VaultStore.State>().Opened);
    }

    [Fact]
    public async Task Command_OfAChild_IsDeniedAndAllowedByTheClaimsOfTheConnection()
    {
        await using var denied = await MountAsync(new ConnectClaim("badge", "8"));
        await using var allowed = await MountAsync(new ConnectClaim("badge", "7"));

        Assert.Equal(Forbidden, await denied.DispatchAsync<DenialReply>("pull", storeId: Drawer));
        await allowed.DispatchAsync("pull", storeId: Drawer);

        Assert.False(denied.Render<DrawerStore.State>(Drawer).Pulled);
        Assert.True(allowed.Render<DrawerStore.State>(Drawer).Pulled);
        AssertDenied<DrawerStore>("pull");
    }

    private static IEnumerable<ConnectClaim> Claims(bool role, bool badge)
    {
        if (role)
        {
            yield return new ConnectClaim("role", "banker");
        }

        if (badge)
        {
            yield return new ConnectClaim("badge", "any");
        }
    }

    private Task<StorePage> MountAsync(params ConnectClaim[] claims) => StorePage.MountAsync<VaultStore>(configure: options =>
    {
        options.Services.AddSingleton(Meters);
        options.Socket = new Socket().PutConnectInfo(new ConnectInfo { Claims = [.. claims] });
    });

    private void AssertDenied<TStore>(string command)
    {
        var one = Assert.Single(_denied.GetMeasurementSnapshot());
        Assert.Equal((1, StoreNameAttribute.Of(typeof(TStore)), command), (one.Value, one.Tags["musubi.module"], one.Tags["musubi.command"]));
    }
}
