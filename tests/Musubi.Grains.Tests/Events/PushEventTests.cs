using System.Text.Json.Nodes;
using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Grains.Stores;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Events;

/// <summary>docs/wire.md, "events": what a client hears once.</summary>
public sealed class PushEventTests
{
    private static readonly StoreId Inner = StoreId.Of("in");

    [Fact]
    public async Task Push_OfACallbackThatChangesNothing_IsAPatchOfItsOwn()
    {
        await using var page = await StorePage.MountAsync<BellStore>();

        await page.RunAsync(static socket => socket.PushEvent(BellStore.Ring, new Rung("é")));

        Assert.Equal("""[{"name":"ring","payload":{"by":"é"},"store_id":[]}]""", page.Json(page.LastPatch.Events));
        Assert.Equal(("[]", "[]", "[]"), (page.Json(page.LastPatch.Ops), page.Json(page.LastPatch.StreamOps), page.Json(page.LastPatch.UploadOps)));
    }

    [Fact]
    public async Task Push_OfAChild_IsTaggedWithItsStoreId()
    {
        await using var page = await StorePage.MountAsync<BellStore>();

        await page.RunAsync(static socket => socket.PushEvent(InnerBellStore.Ring, new Rung("in")), Inner);

        Assert.Equal(["""["in"] in"""], Events(page.LastPatch));
    }

    [Fact]
    public async Task Push_OfSeveralStores_GoOutByDepthAndThenInTheOrderOfTheCalls()
    {
        await using var page = await StorePage.MountAsync<BellStore>();

        await page.RunAsync(static socket => socket
            .PushEvent(BellStore.Ring, new Rung("first"))
            .Assign(BellStore.Number, 1)
            .PushEvent(BellStore.Ring, new Rung("second")));

        Assert.Equal(["[] first", "[] second", """["in"] in""", """["in","most"] inmost""", """["in","most"] inmost again"""], Events(page.LastPatch));
    }

    [Fact]
    public async Task Push_OfWhatTheStoreDoesNotDeclare_CrashesAndSaysSo()
    {
        await using var page = await StorePage.MountAsync<BellStore>();

        // Another store's, though of the same name.
        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.RunAsync(static socket => socket.PushEvent(InnerBellStore.Ring, new Rung("x"))));

        Assert.Contains("used the event 'ring', which it does not declare", crash.InnerException!.Message, StringComparison.Ordinal);
        page.ExpectNoEvent(BellStore.Ring);
    }

    [Fact]
    public async Task Push_Null_IsRefusedWhereItIsCalled()
    {
        await using var page = await StorePage.MountAsync<BellStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.RunAsync(static socket => socket.PushEvent(BellStore.Ring, null!)));

        Assert.IsType<ArgumentNullException>(crash.InnerException);
    }

    [Theory]
    [InlineData(typeof(ScalarEventStore), "Expected a record")]
    [InlineData(typeof(DoubledEventStore), "two events named 'same'")]
    [InlineData(typeof(UnwritableEventStore), "no wire form")]
    public void Declare_EventOfAWrongKind_SaysWhatWasExpected(Type store, string expected)
    {
        var problem = Assert.Throws<StoreDeclarationException>(() => new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!, CallbackServices.None).Declare([store]));

        Assert.Contains(store.Name, problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_OfAStoreThatGoesInTheSameCycle_IsNotSent()
    {
        await using var page = await StorePage.MountAsync<LeavingStore>();

        await page.DispatchAsync("say", storeId: StoreId.Of("it"));

        Assert.Equal("[]", page.Json(page.LastPatch.Events));
        Assert.Null(page.Document["it"]);
    }

    [Fact]
    public async Task Push_OfAHandlerThatThrew_IsNotSent_AndThoseAfterItAre()
    {
        await using var page = await StorePage.MountAsync<BellStore>();
        page.AllowErrors();
        await page.RunAsync(static socket => socket.StartAsync("fails", static _ => new TaskCompletionSource<string>().Task).StartAsync("works", static _ => new TaskCompletionSource<string>().Task));
        var patches = page.Patches.Count;

        await page.CompleteAsync("fails", "throw");
        Assert.Equal(patches, page.Patches.Count);
        await page.CompleteAsync("works", "ring");

        Assert.Equal(["[] work"], Events(page.LastPatch));
        Assert.Equal(patches + 1, page.Patches.Count);
    }

    [Fact]
    public async Task Push_IsNotRepeated_ByTheNextCycle_NorByARootThatLivesAgain_NorByAWholeRoot()
    {
        await using var before = await StorePage.MountAsync<BellStore>();
        await before.RunAsync(static socket => socket.PushEvent(BellStore.Ring, new Rung("once")));
        before.ExpectEvent(BellStore.Ring);

        await before.RunAsync(static socket => socket.Assign(BellStore.Shown, false));
        await using var page = await before.LiveAgainAsync();
        await page.RunAsync(static socket => socket.Assign(BellStore.Shown, true));

        page.ExpectNoEvent(BellStore.Ring);
        Assert.Equal("[]", page.Json(page.Host.Tree.ReplaceRoot(page.LastPatch.Version).Events));
    }

    [Fact]
    public void Undelivered_PatchWithEvents_IsHandedOverAsItWas_AndNeverOnceItIsAcknowledged()
    {
        var undelivered = new UndeliveredPatches(maxCount: 1, maxBytes: 1_000, evicts: true);
        var patch = new PatchEnvelope(1, 2, default, default, default, "[{}]"u8.ToArray());
        undelivered.Add(patch);

        Assert.True(undelivered.TryGetAfter(1, out var missed));
        Assert.Same(patch, Assert.Single(missed));

        undelivered.Acknowledge(2);

        Assert.False(undelivered.TryGetAfter(1, out _));
        Assert.False(undelivered.TryGetAfter(2, out _));
    }

    [Fact]
    public void Undelivered_PatchWithEventsThatIsGivenUp_IsBeyondRepairForWhoMissedIt()
    {
        var undelivered = new UndeliveredPatches(maxCount: 1, maxBytes: 1_000, evicts: true);
        undelivered.Add(new PatchEnvelope(1, 2, default, default, default, "[{}]"u8.ToArray()));
        undelivered.Add(new PatchEnvelope(2, 3, "[{}]"u8.ToArray()));

        Assert.True(undelivered.IsBeyondRepair(1));
        Assert.False(undelivered.IsBeyondRepair(2));
    }

    private static IEnumerable<string> Events(PatchEnvelope patch) =>
        JsonNode.Parse(patch.Events.Span)!.AsArray().Select(static pushed => $"{pushed!["store_id"]!.ToJsonString()} {pushed["payload"]!["by"]}");
}
