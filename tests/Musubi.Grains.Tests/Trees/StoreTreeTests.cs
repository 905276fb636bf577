using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Grains.Commands;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Trees;

public class StoreTreeTests
{
    private static readonly object General = new { room_id = "general" };

    [Fact]
    public async Task Mount_RootWithChild_WritesTheWholeTreeOnce()
    {
        await using var page = await StorePage.MountAsync<RoomStore>(General, static options => options.Socket = new Socket().Assign("current_user", "ada"));

        AssertJson(
            """{"__musubi_store_id__":[],"room_id":"general","current_user":"ada","header":{"__musubi_store_id__":["header"],"label":"general","clicks":0}}""",
            page.Document);
        Assert.Equal(0, page.LastPatch.BaseVersion);
        Assert.Equal(1, page.LastPatch.Version);
    }

    [Fact]
    public async Task Command_PropPassedToChild_IsOneReplaceInEachStore()
    {
        await using var page = await StorePage.MountAsync<RoomStore>(General, static options => options.Socket = new Socket().Assign("current_user", "ada"));

        await page.DispatchAsync("rename", new { room_id = "random" });

        AssertJson("""[{"op":"replace","path":"/room_id","value":"random"},{"op":"replace","path":"/header/label","value":"random"}]""", page.Json(page.LastPatch.Ops));
        Assert.Equal((1, 2), (page.LastPatch.BaseVersion, page.LastPatch.Version));
    }

    [Fact]
    public async Task Command_ChangesNothing_SendsNothing()
    {
        await using var page = await StorePage.MountAsync<RoomStore>(General);

        await page.DispatchAsync("rename", new { room_id = "general" });

        Assert.Single(page.Patches);
    }

    [Fact]
    public async Task Command_AssignThatIsNotRendered_SendsNothingAndKeepsTheSequence()
    {
        await using var page = await StorePage.MountAsync<RoomStore>(General);

        await page.DispatchAsync("note", new { text = "hidden" });
        Assert.Single(page.Patches);
        await page.DispatchAsync("rename", new { room_id = "random" });

        Assert.Equal((1, 2), (page.LastPatch.BaseVersion, page.LastPatch.Version));
    }

    [Fact]
    public async Task Command_OnChild_RendersThatChildAlone()
    {
        await using var page = await StorePage.MountAsync<RoomStore>(General);
        var renders = RoomStore.Renders.Value = new StrongBox<int>();

        await page.DispatchAsync("click", storeId: StoreId.Of("header"));

        AssertJson("""[{"op":"replace","path":"/header/clicks","value":1}]""", page.Json(page.LastPatch.Ops));
        Assert.Equal(0, renders.Value);
        await page.DispatchAsync("rename", new { room_id = "random" });
        Assert.Equal(1, renders.Value);
    }

    [Fact]
    public async Task Update_ChildsOwnAssignChanged_RunsOnlyWhenThePropsDiffer()
    {
        await using var page = await StorePage.MountAsync<RoomStore>(General);
        await page.DispatchAsync("click", storeId: StoreId.Of("header"));

        await page.DispatchAsync("rename", new { room_id = "random" });

        AssertJson(
            """{"__musubi_store_id__":["header"],"label":"random","clicks":1}""",
            page.Document["header"]);
    }

    [Fact]
    public async Task Command_UnknownStoreOrCommand_IsRefusedAndTheTreeLivesOn()
    {
        await using var page = await StorePage.MountAsync<RoomStore>(General);

        var store = await Assert.ThrowsAsync<CommandRefusedException>(() => page.DispatchAsync("click", storeId: StoreId.Of("nobody")));
        var command = await Assert.ThrowsAsync<CommandRefusedException>(() => page.DispatchAsync("rename", storeId: StoreId.Of("header")));

        Assert.Equal((CommandOutcome.UnknownStore, CommandOutcome.UnknownCommand), (store.Outcome, command.Outcome));
        await page.DispatchAsync("click", storeId: StoreId.Of("header"));
    }

    [Fact]
    public async Task Children_ShownAndHidden_AreFreshMountsEachTime()
    {
        await using var page = await StorePage.MountAsync<ListStore>();
        await page.DispatchAsync("put", new { ids = new[] { "a" } });
        await page.DispatchAsync("click", storeId: StoreId.Of("lines", "a"));
        await page.DispatchAsync("put", new { ids = Array.Empty<string>() });
        Assert.Single(page.Host.Tree.Nodes);

        await page.DispatchAsync("put", new { ids = new[] { "a" } });

        AssertJson("""[{"op":"add","path":"/lines/0","value":{"__musubi_store_id__":["lines","a"],"label":"a","clicks":0}}]""", page.Json(page.LastPatch.Ops));
        await Assert.ThrowsAsync<CommandRefusedException>(() => page.DispatchAsync("click", storeId: StoreId.Of("lines", "b")));
    }

    [Fact]
    public async Task Children_RowInsertedAtTheHeadOfAThousand_IsOneAdd()
    {
        await using var page = await StorePage.MountAsync<ListStore>();
        var ids = Enumerable.Range(0, 1000).Select(static i => $"{i}").ToArray();
        await page.DispatchAsync("put", new { ids });

        await page.DispatchAsync("put", new { ids = (string[])["new", .. ids] });

        AssertJson("""[{"op":"add","path":"/lines/0","value":{"__musubi_store_id__":["lines","new"],"label":"new","clicks":0}}]""", page.Json(page.LastPatch.Ops));
        await page.DispatchAsync("click", storeId: StoreId.Of("lines", "999"));
        AssertJson("""[{"op":"replace","path":"/lines/1000/clicks","value":1}]""", page.Json(page.LastPatch.Ops));
    }

    [Fact]
    public async Task Command_OnALeaf_AllocatesTheSameInATreeOfAnySize()
    {
        // The time is the benchmark's to show; what is allocated is exact, and grows with anything that is visited.
        Assert.Equal(await Allocated(10), await Allocated(10_000));

        static async Task<long> Allocated(int children)
        {
            await using var page = await StorePage.MountAsync<ListStore>();
            await page.DispatchAsync("put", new { ids = Enumerable.Range(100_000, children).Select(static i => $"{i}") });
            var leaf = StoreId.Of("lines", "100000");
            for (var warm = 0; warm < 100; warm++)
            {
                await page.Host.Tree.Command(leaf, "click", default);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            await page.Host.Tree.Command(leaf, "click", default);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task Children_InMapsObjectsAndNestedLists_AreNamedByTheNamesOnTheWay()
    {
        await using var page = await StorePage.MountAsync<PlacesStore>();

        Assert.Equal(
            ["""["direct"]""", """["page","side"]""", """["map","in-map"]""", """["map","k","in-list"]""", """["grid","cell"]"""],
            PlacesStore.Expected.Select(path => page.Document.Step(path)["__musubi_store_id__"]!.ToJsonString()));
        foreach (var path in PlacesStore.Expected)
        {
            var id = StoreId.Parse(page.Document.Step(path)["__musubi_store_id__"]!.ToJsonString());
            await page.DispatchAsync("click", storeId: id);
            AssertJson($$"""[{"op":"replace","path":"{{path}}/clicks","value":1}]""", page.Json(page.LastPatch.Ops));
        }
    }

    [Fact]
    public async Task Children_SameIdUnderAnotherType_IsAFreshMount()
    {
        await using var page = await StorePage.MountAsync<SwapStore>();
        await page.DispatchAsync("click", storeId: StoreId.Of("it"));

        await page.DispatchAsync("swap");

        AssertJson("""[{"op":"replace","path":"/it","value":{"__musubi_store_id__":["it"],"other":true}}]""", page.Json(page.LastPatch.Ops));
        await page.DispatchAsync("swap");
        AssertJson("""[{"op":"replace","path":"/it","value":{"__musubi_store_id__":["it"],"label":"it","clicks":0}}]""", page.Json(page.LastPatch.Ops));
    }

    [Fact]
    public async Task Children_TwoWithOneStoreId_IsAnErrorThatNamesIt()
    {
        await using var page = await StorePage.MountAsync<ListStore>();

        var doubled = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("put", new { ids = new[] { "a", "b", "a" } }));

        Assert.Contains("""["lines","a"]""", doubled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Children_KeptTwice_IsAnErrorThatNamesIt()
    {
        await using var page = await StorePage.MountAsync<ListStore>();
        await page.DispatchAsync("put", new { ids = new[] { "a" } });

        var doubled = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("put", new { ids = new[] { "a", "a" } }));

        Assert.Contains("""["lines","a"]""", doubled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Children_StoreThatPlacesItself_StopsAtTheDepthLimit()
    {
        var endless = await Assert.ThrowsAsync<StoreCrashedException>(() => StorePage.MountAsync<EndlessStore>(configure: static options => options.Services.Configure<MusubiOptions>(static musubi => musubi.MaxTreeDepth = 8)));

        Assert.Contains("at most 8", endless.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Props_RequiredOneMissing_IsAnErrorThatNamesAttributeAndChild()
    {
        var missing = await Assert.ThrowsAsync<StoreCrashedException>(() => StorePage.MountAsync<BadPropsStore>(new { what = "missing" }));
        Assert.Contains("'label'", missing.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(LabelStore), missing.Message, StringComparison.Ordinal);

        var undeclared = await Assert.ThrowsAsync<StoreCrashedException>(() => StorePage.MountAsync<BadPropsStore>(new { what = "undeclared" }));
        Assert.Contains("'colour'", undeclared.Message, StringComparison.Ordinal);

        var mistyped = await Assert.ThrowsAsync<StoreCrashedException>(() => StorePage.MountAsync<BadPropsStore>(new { what = "mistyped" }));
        Assert.Contains("System.Int32", mistyped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mount_RequiredAttributeMissing_IsAnErrorThatNamesIt()
    {
        var missing = await Assert.ThrowsAsync<StoreCrashedException>(() => StorePage.MountAsync<RoomStore>());

        Assert.Contains("'room_id'", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_PayloadDoesNotFit_ThrowsAndNamesTheFieldNotTheValue()
    {
        await using var page = await StorePage.MountAsync<RoomStore>(General);

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("rename", new { room_id = 4711 }));

        var wrong = Assert.IsType<PayloadException>(crash.InnerException);
        Assert.Contains("'room_id'", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_OfAChild_InheritsSessionAndConnectInfoButNotAssignsOrParams()
    {
        var connection = new Socket().Assign("secret", "s").PutSession(new Dictionary<string, object?> { ["user"] = "ada" })
            .PutConnectInfo(new ConnectInfo { UserAgent = "test" });

        await using var page = await StorePage.MountAsync<ContextStore>(new { p = 1 }, options => options.Socket = connection);

        AssertJson("""{"__musubi_store_id__":[],"seen":"ada test s {\"p\":1}","child":{"__musubi_store_id__":["child"],"seen":"ada test - {}"}}""", page.Document);
    }

    [Fact]
    public async Task Info_Message_ReachesTheRoot()
    {
        await using var page = await StorePage.MountAsync<ListStore>();

        await page.InfoAsync("x");

        AssertJson("""[{"op":"add","path":"/lines/0","value":{"__musubi_store_id__":["lines","x"],"label":"x","clicks":0}}]""", page.Json(page.LastPatch.Ops));
    }

    [Fact]
    public async Task Subscribe_InAChild_IsAnErrorThatNamesTheRoot()
    {
        await using var page = await StorePage.MountAsync<SubscribedStore>();
        page.AllowErrors();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("show"));

        Assert.Contains("""child store at ["child"] subscribes to 'child-topic'""", crash.Message, StringComparison.Ordinal);
        Assert.Contains("Expected the root to subscribe", crash.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tree_AnyRunOfCommands_LeavesTheClientWithTheServersDocument()
    {
        var random = new Random(7);
        await using var page = await StorePage.MountAsync<ListStore>();
        for (var step = 0; step < 400; step++)
        {
            var ids = Enumerable.Range(0, 9).Where(_ => random.Next(3) > 0).OrderBy(_ => random.Next(random.Next(1, 9))).Select(static i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            await page.DispatchAsync("put_and_click", new { ids, click = random.Next(2) });
            if (ids.Length > 0)
            {
                await page.DispatchAsync("click", storeId: StoreId.Of("lines", ids[random.Next(ids.Length)]));
            }

            AssertDocumentIsWhole(page);
        }
    }

    [Fact]
    public async Task Resume_FromSerializedState_GoesOnWhereItWas()
    {
        var first = await StorePage.MountAsync<ListStore>();
        await first.DispatchAsync("put", new { ids = new[] { "a", "b" } });
        await first.DispatchAsync("click", storeId: StoreId.Of("lines", "b"));

        await using var second = await first.LiveAgainAsync();

        AssertDocumentIsWhole(second);
        await second.DispatchAsync("click", storeId: StoreId.Of("lines", "b"));
        Assert.Equal((3, 4), (second.LastPatch.BaseVersion, second.LastPatch.Version));
        AssertJson("""[{"op":"replace","path":"/lines/1/clicks","value":2}]""", second.Json(second.LastPatch.Ops));
    }

    [Fact]
    public async Task Resume_SessionConnectInfoAndParams_AreThereAgain()
    {
        var connection = new Socket().Assign("secret", "s").PutSession(new Dictionary<string, object?> { ["user"] = "ada" })
            .PutConnectInfo(new ConnectInfo { UserAgent = "test" });

        await using var page = await (await StorePage.MountAsync<ContextStore>(new { p = 1 }, options => options.Socket = connection)).LiveAgainAsync();

        AssertDocumentIsWhole(page);
    }

    [Fact]
    public async Task Resume_Subscriptions_AreThereAgain()
    {
        await using var page = await (await StorePage.MountAsync<SubscribedStore>()).LiveAgainAsync();

        Assert.True(page.Host.IsSubscribed("root-topic"));
    }

    // What a client that mounts now would see is what the client has.
    private static void AssertDocumentIsWhole(StorePage page)
    {
        var tree = page.Host.Tree;
        var whole = Patch.Apply(null, tree.ReplaceRoot(tree.Version).Ops.Span);
        Assert.True(JsonNode.DeepEquals(whole, page.Document), $"{whole} is not {page.Document}");
    }

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected {expected}; got {actual?.ToJsonString()}");

    private static void AssertJson(string expected, string actual) => AssertJson(expected, JsonNode.Parse(actual));
}
