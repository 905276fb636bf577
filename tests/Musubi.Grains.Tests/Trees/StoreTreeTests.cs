using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Musubi.Grains.Commands;

namespace Musubi.Grains.Tests.Trees;

public class StoreTreeTests
{
    [Fact]
    public async Task Mount_RootWithChild_WritesTheWholeTreeOnce()
    {
        var tree = await TreeHost.Mount<RoomStore>("""{"room_id":"general"}""", new Socket().Assign("current_user", "ada"));

        AssertJson(
            """{"__musubi_store_id__":[],"room_id":"general","current_user":"ada","header":{"__musubi_store_id__":["header"],"label":"general","clicks":0}}""",
            tree.Document);
        Assert.Equal(0, tree.LastPatch!.BaseVersion);
        Assert.Equal(1, tree.LastPatch.Version);
    }

    [Fact]
    public async Task Command_PropPassedToChild_IsOneReplaceInEachStore()
    {
        var tree = await TreeHost.Mount<RoomStore>("""{"room_id":"general"}""", new Socket().Assign("current_user", "ada"));

        var answer = await tree.Command("rename", """{"room_id":"random"}""");

        Assert.Equal(CommandOutcome.Handled, answer.Outcome);
        AssertJson("""[{"op":"replace","path":"/room_id","value":"random"},{"op":"replace","path":"/header/label","value":"random"}]""", tree.Ops());
        Assert.Equal((1, 2), (answer.Patch!.BaseVersion, answer.Patch.Version));
    }

    [Fact]
    public async Task Command_ChangesNothing_SendsNothing()
    {
        var tree = await TreeHost.Mount<RoomStore>("""{"room_id":"general"}""");

        var answer = await tree.Command("rename", """{"room_id":"general"}""");

        Assert.Null(answer.Patch);
        Assert.Equal(1, tree.Tree.Version);
    }

    [Fact]
    public async Task Command_AssignThatIsNotRendered_SendsNothingAndKeepsTheSequence()
    {
        var tree = await TreeHost.Mount<RoomStore>("""{"room_id":"general"}""");

        Assert.Null((await tree.Command("note", """{"text":"hidden"}""")).Patch);
        var answer = await tree.Command("rename", """{"room_id":"random"}""");

        Assert.Equal((1, 2), (answer.Patch!.BaseVersion, answer.Patch.Version));
    }

    [Fact]
    public async Task Command_OnChild_RendersThatChildAlone()
    {
        var tree = await TreeHost.Mount<RoomStore>("""{"room_id":"general"}""");
        var renders = RoomStore.Renders.Value = new StrongBox<int>();

        await tree.Command(StoreId.Of("header"), "click");

        AssertJson("""[{"op":"replace","path":"/header/clicks","value":1}]""", tree.Ops());
        Assert.Equal(0, renders.Value);
        await tree.Command("rename", """{"room_id":"random"}""");
        Assert.Equal(1, renders.Value);
    }

    [Fact]
    public async Task Update_ChildsOwnAssignChanged_RunsOnlyWhenThePropsDiffer()
    {
        var tree = await TreeHost.Mount<RoomStore>("""{"room_id":"general"}""");
        await tree.Command(StoreId.Of("header"), "click");

        await tree.Command("rename", """{"room_id":"random"}""");

        AssertJson(
            """{"__musubi_store_id__":["header"],"label":"random","clicks":1}""",
            tree.Document!["header"]);
    }

    [Fact]
    public async Task Command_UnknownStoreOrCommand_IsAnOutcomeAndTheTreeLivesOn()
    {
        var tree = await TreeHost.Mount<RoomStore>("""{"room_id":"general"}""");

        Assert.Equal(CommandOutcome.UnknownStore, (await tree.Command(StoreId.Of("nobody"), "click")).Outcome);
        Assert.Equal(CommandOutcome.UnknownCommand, (await tree.Command(StoreId.Of("header"), "rename")).Outcome);
        Assert.Equal(CommandOutcome.Handled, (await tree.Command(StoreId.Of("header"), "click")).Outcome);
    }

    [Fact]
    public async Task Children_ShownAndHidden_AreFreshMountsEachTime()
    {
        var tree = await TreeHost.Mount<ListStore>();
        await tree.Command("put", """{"ids":["a"]}""");
        await tree.Command(StoreId.Of("lines", "a"), "click");
        await tree.Command("put", """{"ids":[]}""");
        Assert.Single(tree.Tree.Nodes);

        await tree.Command("put", """{"ids":["a"]}""");

        AssertJson("""[{"op":"add","path":"/lines/0","value":{"__musubi_store_id__":["lines","a"],"label":"a","clicks":0}}]""", tree.Ops());
        Assert.Equal(CommandOutcome.UnknownStore, (await tree.Command(StoreId.Of("lines", "b"), "click")).Outcome);
    }

    [Fact]
    public async Task Children_RowInsertedAtTheHeadOfAThousand_IsOneAdd()
    {
        var tree = await TreeHost.Mount<ListStore>();
        var ids = Enumerable.Range(0, 1000).Select(static i => $"\"{i}\"").ToArray();
        await tree.Command("put", $$"""{"ids":[{{string.Join(',', ids)}}]}""");

        await tree.Command("put", $$"""{"ids":["new",{{string.Join(',', ids)}}]}""");

        AssertJson("""[{"op":"add","path":"/lines/0","value":{"__musubi_store_id__":["lines","new"],"label":"new","clicks":0}}]""", tree.Ops());
        await tree.Command(StoreId.Of("lines", "999"), "click");
        AssertJson("""[{"op":"replace","path":"/lines/1000/clicks","value":1}]""", tree.Ops());
    }

    [Fact]
    public async Task Command_OnALeaf_AllocatesTheSameInATreeOfAnySize()
    {
        // The time is the benchmark's to show; what is allocated is exact, and grows with anything that is visited.
        Assert.Equal(await Allocated(10), await Allocated(10_000));

        static async Task<long> Allocated(int children)
        {
            var tree = await TreeHost.Mount<ListStore>();
            var ids = Enumerable.Range(100_000, children).Select(static i => $"\"{i}\"");
            await tree.Command("put", $$"""{"ids":[{{string.Join(',', ids)}}]}""");
            var leaf = StoreId.Of("lines", "100000");
            for (var warm = 0; warm < 100; warm++)
            {
                await tree.Tree.Command(leaf, "click", default);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            await tree.Tree.Command(leaf, "click", default);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task Children_InMapsObjectsAndNestedLists_AreNamedByTheNamesOnTheWay()
    {
        var tree = await TreeHost.Mount<PlacesStore>();

        Assert.Equal(
            ["""["direct"]""", """["page","side"]""", """["map","in-map"]""", """["map","k","in-list"]""", """["grid","cell"]"""],
            PlacesStore.Expected.Select(path => tree.Document!.Step(path)["__musubi_store_id__"]!.ToJsonString()));
        foreach (var path in PlacesStore.Expected)
        {
            var id = StoreId.Parse(tree.Document!.Step(path)["__musubi_store_id__"]!.ToJsonString());
            Assert.Equal(CommandOutcome.Handled, (await tree.Command(id, "click")).Outcome);
            AssertJson($$"""[{"op":"replace","path":"{{path}}/clicks","value":1}]""", tree.Ops());
        }
    }

    [Fact]
    public async Task Children_SameIdUnderAnotherType_IsAFreshMount()
    {
        var tree = await TreeHost.Mount<SwapStore>();
        await tree.Command(StoreId.Of("it"), "click");

        await tree.Command("swap");

        AssertJson("""[{"op":"replace","path":"/it","value":{"__musubi_store_id__":["it"],"other":true}}]""", tree.Ops());
        await tree.Command("swap");
        AssertJson("""[{"op":"replace","path":"/it","value":{"__musubi_store_id__":["it"],"label":"it","clicks":0}}]""", tree.Ops());
    }

    [Fact]
    public async Task Children_TwoWithOneStoreId_IsAnErrorThatNamesIt()
    {
        var tree = await TreeHost.Mount<ListStore>();

        var doubled = await Assert.ThrowsAsync<InvalidOperationException>(() => tree.Command("put", """{"ids":["a","b","a"]}"""));

        Assert.Contains("""["lines","a"]""", doubled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Children_KeptTwice_IsAnErrorThatNamesIt()
    {
        var tree = await TreeHost.Mount<ListStore>();
        await tree.Command("put", """{"ids":["a"]}""");

        var doubled = await Assert.ThrowsAsync<InvalidOperationException>(() => tree.Command("put", """{"ids":["a","a"]}"""));

        Assert.Contains("""["lines","a"]""", doubled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Children_StoreThatPlacesItself_StopsAtTheDepthLimit()
    {
        var endless = await Assert.ThrowsAsync<InvalidOperationException>(() => TreeHost.Mount<EndlessStore>(maxDepth: 8));

        Assert.Contains("at most 8", endless.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Props_RequiredOneMissing_IsAnErrorThatNamesAttributeAndChild()
    {
        var missing = await Assert.ThrowsAsync<InvalidOperationException>(() => TreeHost.Mount<BadPropsStore>("""{"what":"missing"}"""));
        Assert.Contains("'label'", missing.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(LabelStore), missing.Message, StringComparison.Ordinal);

        var undeclared = await Assert.ThrowsAsync<InvalidOperationException>(() => TreeHost.Mount<BadPropsStore>("""{"what":"undeclared"}"""));
        Assert.Contains("'colour'", undeclared.Message, StringComparison.Ordinal);

        var mistyped = await Assert.ThrowsAsync<InvalidOperationException>(() => TreeHost.Mount<BadPropsStore>("""{"what":"mistyped"}"""));
        Assert.Contains("System.Int32", mistyped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mount_RequiredAttributeMissing_IsAnErrorThatNamesIt()
    {
        var missing = await Assert.ThrowsAsync<InvalidOperationException>(() => TreeHost.Mount<RoomStore>());

        Assert.Contains("'room_id'", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_PayloadDoesNotFit_ThrowsAndNamesTheFieldNotTheValue()
    {
        var tree = await TreeHost.Mount<RoomStore>("""{"room_id":"general"}""");

        var wrong = await Assert.ThrowsAsync<PayloadException>(() => tree.Command("rename", """{"room_id":4711}"""));

        Assert.Contains("'room_id'", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_OfAChild_InheritsSessionAndConnectInfoButNotAssignsOrParams()
    {
        var connection = new Socket().Assign("secret", "s").PutSession(new Dictionary<string, object?> { ["user"] = "ada" })
            .PutConnectInfo(new ConnectInfo { UserAgent = "test" });

        var tree = await TreeHost.Mount<ContextStore>("""{"p":1}""", connection);

        AssertJson("""{"__musubi_store_id__":[],"seen":"ada test s {\"p\":1}","child":{"__musubi_store_id__":["child"],"seen":"ada test - {}"}}""", tree.Document);
    }

    [Fact]
    public async Task Info_Message_ReachesTheRoot()
    {
        var tree = await TreeHost.Mount<ListStore>();

        await tree.Info("x");

        AssertJson("""[{"op":"add","path":"/lines/0","value":{"__musubi_store_id__":["lines","x"],"label":"x","clicks":0}}]""", tree.Ops());
    }

    [Fact]
    public async Task Subscriptions_OfAChildThatGoes_GoWithIt()
    {
        var tree = await TreeHost.Mount<SubscribedStore>();
        Assert.Equal(["child-topic", "root-topic"], tree.Topics.Order());

        await tree.Command("hide");

        Assert.Equal(["root-topic"], tree.Topics);
    }

    [Fact]
    public async Task Tree_AnyRunOfCommands_LeavesTheClientWithTheServersDocument()
    {
        var random = new Random(7);
        var tree = await TreeHost.Mount<ListStore>();
        for (var step = 0; step < 400; step++)
        {
            var ids = Enumerable.Range(0, 9).Where(_ => random.Next(3) > 0).OrderBy(_ => random.Next(random.Next(1, 9))).Select(static i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            await tree.Command("put_and_click", $$"""{"ids":{{System.Text.Json.JsonSerializer.Serialize(ids)}},"click":{{random.Next(2)}}}""");
            if (ids.Length > 0)
            {
                await tree.Command(StoreId.Of("lines", ids[random.Next(ids.Length)]), "click");
            }

            tree.AssertDocumentIsWhole();
        }
    }

    [Fact]
    public async Task Resume_FromSerializedState_GoesOnWhereItWas()
    {
        var first = await TreeHost.Mount<ListStore>();
        await first.Command("put", """{"ids":["a","b"]}""");
        await first.Command(StoreId.Of("lines", "b"), "click");

        var second = await first.LiveAgain<ListStore>();

        Assert.Equal(first.Tree.Version, second.Tree.Version);
        second.AssertDocumentIsWhole();
        var answer = await second.Command(StoreId.Of("lines", "b"), "click");
        Assert.Equal((3, 4), (answer.Patch!.BaseVersion, answer.Patch.Version));
        AssertJson("""[{"op":"replace","path":"/lines/1/clicks","value":2}]""", second.Ops());
    }

    [Fact]
    public async Task Resume_SessionConnectInfoParamsAndSubscriptions_AreThereAgain()
    {
        var connection = new Socket().Assign("secret", "s").PutSession(new Dictionary<string, object?> { ["user"] = "ada" })
            .PutConnectInfo(new ConnectInfo { UserAgent = "test" });
        (await (await TreeHost.Mount<ContextStore>("""{"p":1}""", connection)).LiveAgain<ContextStore>()).AssertDocumentIsWhole();

        var subscribed = await (await TreeHost.Mount<SubscribedStore>()).LiveAgain<SubscribedStore>();
        Assert.Equal(["child-topic", "root-topic"], subscribed.Topics.Order());
    }

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected {expected}; got {actual?.ToJsonString()}");

    private static void AssertJson(string expected, string actual) => AssertJson(expected, JsonNode.Parse(actual));
}
