using System.Text.Json.Nodes;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Hooks;

/// <summary>docs/runtime.md, "Commands and hooks": the two stages that transform what a store sends.</summary>
public sealed class FrameHookTests
{
    private static readonly StoreId ChildA = StoreId.Of("children", "a");

    public FrameHookTests() => TracedStore.Trail.Value = [];

    private static List<string> Trail => TracedStore.Trail.Value!;

    [Fact]
    public async Task AfterRender_AttachedByACommandThatChangesNothing_ChangesWhatTheClientHas()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();

        await page.RunAsync(static socket => socket.AttachHook("upper", Stage.AfterRender, Frames.Upper));

        Assert.Equal("ROOT", Text(page));
        Assert.Equal("""[{"op":"replace","path":"/text","value":"ROOT"}]""", page.Json(page.LastPatch.Ops));
    }

    [Fact]
    public async Task AfterRender_WhileAttached_EachChangeGoesThroughIt()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.AttachHook("upper", Stage.AfterRender, Frames.Upper));

        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "tea"));

        Assert.Equal("TEA", Text(page));
        Assert.Equal("TEA", page.Render<FramedStore.State>().Text);
    }

    [Fact]
    public async Task AfterRender_AChangeThatItHides_SendsNothing()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.AttachHook("upper", Stage.AfterRender, Frames.Upper));
        var patches = page.Patches.Count;

        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "Root"));

        Assert.Equal(patches, page.Patches.Count);
    }

    [Fact]
    public async Task AfterRender_DetachedByACommandThatChangesNothing_GivesBackWhatTheStoreRendered()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.AttachHook("upper", Stage.AfterRender, Frames.Upper));

        await page.RunAsync(static socket => socket.DetachHook("upper", Stage.AfterRender));

        Assert.Equal("root", Text(page));
    }

    [Fact]
    public async Task AfterSerialize_AttachedAndDetachedMidway_TheClientHasEachFormWhole()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        var before = page.Document.DeepClone();

        await page.RunAsync(static socket => socket.AttachHook("redact", Stage.AfterSerialize, Frames.Redact));

        Assert.False(page.Document.AsObject().ContainsKey("secret"));
        AssertSame(Without(before, "secret"), page.Document);

        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "tea"));

        Assert.Equal("""[{"op":"replace","path":"/text","value":"tea"}]""", page.Json(page.LastPatch.Ops));

        await page.RunAsync(static socket => socket.DetachHook("redact", Stage.AfterSerialize).Assign(FramedStore.Text, "root"));

        AssertSame(before, page.Document);
    }

    [Fact]
    public async Task AfterSerialize_ThatAddsNamesAndDropsThem_IsAddedAndRemoved()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.AttachHook("redact", Stage.AfterSerialize, Frames.Redact));

        await page.RunAsync(static socket => socket.AttachHook("rename", Stage.AfterSerialize, Frames.RenameText));

        Assert.Equal("root", (string?)page.Document["title"]);
        Assert.False(page.Document.AsObject().ContainsKey("text"));

        await page.RunAsync(static socket => socket.DetachHook("rename", Stage.AfterSerialize));

        Assert.Equal("root", Text(page));
        Assert.False(page.Document.AsObject().ContainsKey("title"));
    }

    [Fact]
    public async Task Hooks_OfOneStage_SeeWhatTheEarlierOneMade()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();

        await page.RunAsync(static socket => socket
            .AttachHook("exclaim", Stage.AfterRender, Frames.Exclaim)
            .AttachHook("trace", Stage.AfterRender, Frames.Trace)
            .AttachHook("upper", Stage.AfterRender, Frames.Upper));

        Assert.Equal(["[] root!"], Trail);
        Assert.Equal("ROOT!", Text(page));
    }

    [Fact]
    public async Task Hooks_OfBothStages_SerializeSeesWhatRenderMade()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();

        await page.RunAsync(static socket => socket
            .AttachHook("rename", Stage.AfterSerialize, Frames.RenameText)
            .AttachHook("upper", Stage.AfterRender, Frames.Upper));

        Assert.Equal("ROOT", (string?)page.Document["title"]);
    }

    [Fact]
    public async Task Hooks_OfRootAndChild_RunRootFirst_EachOnItsOwnFrame()
    {
        FramedStore.Plan.Value = static (_, socket) => socket.AttachHook("upper", Stage.AfterRender, Frames.Upper).AttachHook("trace", Stage.AfterRender, Frames.Trace);

        await using var page = await StorePage.MountAsync<FramedStore>();

        Assert.Equal("[] ROOT", Trail[0]);
        Assert.Equal(["""["children","a"] A""", """["children","b"] B"""], Trail[1..].Order(StringComparer.Ordinal));
        Assert.Equal("A", (string?)page.Document["children"]![0]!["text"]);
    }

    [Fact]
    public async Task Hook_OfTheRoot_DoesNotSeeAChildsChange()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.AttachHook("trace", Stage.AfterRender, Frames.Trace));
        Trail.Clear();

        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "tea"), ChildA);

        Assert.Empty(Trail);
        Assert.Equal("""[{"op":"replace","path":"/children/0/text","value":"tea"}]""", page.Json(page.LastPatch.Ops));
    }

    [Fact]
    public async Task Hook_Halts_LaterOnesOfTheStageDoNotRun_AndThoseOfTheNextDo()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();

        await page.RunAsync(static socket => socket
            .AttachHook("halt", Stage.AfterRender, Frames.HaltWithQuestion)
            .AttachHook("upper", Stage.AfterRender, Frames.Upper)
            .AttachHook("redacted", Stage.AfterSerialize, Frames.HaltAsRedacted)
            .AttachHook("redact", Stage.AfterSerialize, Frames.Redact));

        Assert.Equal("root?", Text(page));
        Assert.Equal("none", (string?)page.Document["secret"]);
    }

    [Fact]
    public async Task Hook_OfAChild_LeavesSiblingsAndParentAsTheyAre()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        var before = page.Document.DeepClone();

        await page.RunAsync(static socket => socket.AttachHook("rename", Stage.AfterSerialize, Frames.RenameText), ChildA);

        Assert.Equal("a", (string?)page.Document["children"]![0]!["title"]);
        Assert.True(JsonNode.DeepEquals(before["children"]![1], page.Document["children"]![1]));
        Assert.Equal("root", Text(page));
    }

    [Fact]
    public async Task AfterSerialize_OfTheParent_ChildrenLiveOnAndPatchThemselves()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "tea"), ChildA);

        await page.RunAsync(static socket => socket.AttachHook("reverse", Stage.AfterSerialize, Frames.ReverseChildren));

        Assert.Equal(["b", "tea"], page.Document["children"]!.AsArray().Select(static child => (string)child!["text"]!));

        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "cocoa"), ChildA);

        Assert.Equal("""[{"op":"replace","path":"/children/1/text","value":"cocoa"}]""", page.Json(page.LastPatch.Ops));
    }

    [Fact]
    public async Task AfterRender_LeavesOutChildren_TheyAreDropped_AndNewWhenTheyComeBack()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "tea"), ChildA);

        await page.RunAsync(static socket => socket.AttachHook("hide", Stage.AfterRender, Frames.HideChildren));

        Assert.Empty(page.Document["children"]!.AsArray());
        await Assert.ThrowsAsync<CommandRefusedException>(() => page.DispatchAsync("run", storeId: ChildA));

        await page.RunAsync(static socket => socket.DetachHook("hide", Stage.AfterRender));

        Assert.Equal("a", (string?)page.Document["children"]![0]!["text"]);
    }

    [Fact]
    public async Task AfterSerialize_MovesChildrenToAnotherName_TheyAreOthersThere()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "tea"), ChildA);

        await page.RunAsync(static socket => socket.AttachHook("move", Stage.AfterSerialize, Frames.MoveChildren));
        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "cocoa"), StoreId.Of("kids", "b"));

        Assert.Equal(["a", "cocoa"], page.Document["kids"]!.AsArray().Select(static child => (string)child!["text"]!));
    }

    [Fact]
    public async Task AfterSerialize_StreamAsyncValueAndUpload_StayWhatTheyAre()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.AttachHook("redact", Stage.AfterSerialize, Frames.Redact));

        await page.RunAsync(static socket => socket
            .StreamInsert(FramedStore.Feed, new Line("1"))
            .AssignAsync(FramedStore.Profile, static _ => new TaskCompletionSource<string>().Task));
        var loading = page.Json(page.LastPatch.Ops);
        await page.CompleteAsync("profile", "grace");
        var (entries, _) = await page.AllowUploadAsync(FramedStore.Avatar, [new TestFile("me.png", [1, 2, 3])]);

        Assert.Equal("""[{"op":"replace","path":"/profile/status","value":"loading"}]""", loading);
        Assert.Equal("""{"__musubi_async__":true,"status":"ok","result":"grace","reason":null}""", page.Document["profile"]!.ToJsonString());
        Assert.Equal("""{"__musubi_stream__":"feed"}""", page.Document["feed"]!.ToJsonString());
        Assert.Equal("""{"__musubi_upload__":"avatar"}""", page.Document["avatar"]!.ToJsonString());
        Assert.Equal([new Line("1")], page.Items(FramedStore.Feed));
        Assert.Single(entries);
    }

    [Fact]
    public async Task Events_GoThroughTheHooksOfTheirStore()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.AttachHook("louder", Stage.AfterRender, Frames.Louder));

        await page.RunAsync(static socket => socket.PushEvent(FramedStore.Said, new Said("hi")));

        Assert.Equal(new Said("HI"), page.ExpectEvent(FramedStore.Said));
        Assert.Equal("[]", page.Json(page.LastPatch.Ops));

        await page.RunAsync(static socket => socket.AttachHook("redact", Stage.AfterSerialize, Frames.Redact).PushEvent(FramedStore.Said, new Said("hi")));

        Assert.Equal(new Said("..."), page.ExpectEvent(FramedStore.Said));
        page.ExpectNoEvent(FramedStore.Said);
    }

    [Fact]
    public async Task Events_ThatAHookDrops_AreNotSent()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        await page.RunAsync(static socket => socket.AttachHook("silence", Stage.AfterRender, Frames.Silence));
        var patches = page.Patches.Count;

        await page.RunAsync(static socket => socket.PushEvent(FramedStore.Said, new Said("hi")));
        await page.RunAsync(static socket => socket
            .DetachHook("silence", Stage.AfterRender)
            .AttachHook("none", Stage.AfterRender, Frames.NoEventsAtAll)
            .PushEvent(FramedStore.Said, new Said("hi")));

        page.ExpectNoEvent(FramedStore.Said);
        Assert.Equal(patches, page.Patches.Count);
    }

    [Fact]
    public async Task Events_ThatAHookAddsOrPushes_AreSentOnceForEachFrame()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();

        await page.RunAsync(static socket => socket.AttachHook("announce", Stage.AfterRender, Frames.Announce).AttachHook("more", Stage.AfterSerialize, Frames.PushMore));

        Assert.Equal(new Said("rendered"), page.ExpectEvent(FramedStore.Said));
        Assert.Equal(new Said("more"), page.ExpectEvent(FramedStore.Said));

        await page.RunAsync(static socket => socket);

        page.ExpectNoEvent(FramedStore.Said);
    }

    [Fact]
    public async Task Hook_AssignsForItself_IsNotRenderedAgain_AndRemembered()
    {
        await using var page = await StorePage.MountAsync<FramedStore>();

        await page.RunAsync(static socket => socket.AttachHook("count", Stage.AfterRender, Frames.CountFrames));
        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "tea"));

        Assert.Equal("tea 2", Text(page));
        Assert.Equal(2, page.Assigns()[Frames.Count.Name]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hook_ThatRemembers_OfARootThatLivesAgain_LeavesTheClientRight(bool once)
    {
        await using var before = await StorePage.MountAsync<FramedStore>();
        await before.RunAsync(socket => once
            ? socket.AttachHook("once", Stage.AfterRender, Frames.OnceUpper)
            : socket.AttachHook("count", Stage.AfterRender, Frames.CountFrames));
        await using var page = await before.LiveAgainAsync();

        await page.RunAsync(static socket => socket.Assign(FramedStore.Data, "new"));

        Assert.Equal(page.Render<FramedStore.State>().Text, Text(page));
        Assert.Equal(once ? "root" : "root 2", Text(page));
    }

    [Fact]
    public async Task Hook_ThatAsksForMore_OfARootThatLivesAgain_DoesNotAskAgain()
    {
        await using var before = await StorePage.MountAsync<FramedStore>();
        await before.RunAsync(static socket => socket.AttachHook("work", Stage.AfterRender, Frames.StartWork));

        await using var page = await before.LiveAgainAsync();

        Assert.Empty(page.Host.Tree.RunningTasks);
        Assert.Single(page.Host.Tree.Capture().Stores[0].Timers);
    }

    [Fact]
    public async Task Hook_OfARootThatLivesAgain_GoesOnAsBefore()
    {
        await using var before = await StorePage.MountAsync<FramedStore>();
        await before.RunAsync(static socket => socket.AttachHook("redact", Stage.AfterSerialize, Frames.Redact).AttachHook("upper", Stage.AfterRender, Frames.Upper));
        await using var page = await before.LiveAgainAsync();

        await page.RunAsync(static socket => socket.Assign(FramedStore.Text, "tea"));

        Assert.Equal("""[{"op":"replace","path":"/text","value":"TEA"}]""", page.Json(page.LastPatch.Ops));
    }

    [Theory]
    [InlineData(nameof(Frames.Throw), "A hook that throws.")]
    [InlineData(nameof(Frames.Nothing), "Expected FrameResult.Continue")]
    [InlineData(nameof(Frames.NoState), "returned null for its state. Expected Musubi.Grains.Tests.Hooks.FramedStore+State")]
    [InlineData(nameof(Frames.OtherState), "Expected Musubi.Grains.Tests.Hooks.FramedStore+State")]
    [InlineData(nameof(Frames.UndeclaredEvent), "the event 'shouted', which the store does not declare")]
    [InlineData(nameof(Frames.WrongPayload), "a System.String for the event 'said'. Expected Musubi.Grains.Tests.Hooks.Said")]
    [InlineData(nameof(Frames.ChildTwice), """the store id ["children","a"]""")]
    [InlineData(nameof(Frames.AssignWhatCannotBeSaved), "'thread'")]
    [InlineData(nameof(Frames.UseUndeclared), "the event 'note', which it does not declare")]
    public Task AfterRender_DoesWhatItMustNot_CrashesAndSaysWhatWasExpected(string hook, string expected) => AssertCrashes(Stage.AfterRender, hook, expected);

    [Theory]
    [InlineData(nameof(Frames.Throw), "A hook that throws.")]
    [InlineData(nameof(Frames.Nothing), "Expected FrameResult.Continue")]
    [InlineData(nameof(Frames.NoState), "returned null for its state")]
    [InlineData(nameof(Frames.OtherState), "ImmutableDictionary")]
    [InlineData(nameof(Frames.UndeclaredEvent), "the event 'shouted', which the store does not declare")]
    [InlineData(nameof(Frames.WrongPayload), "a System.String for the event 'said'. Expected System.Collections.Immutable.ImmutableDictionary")]
    [InlineData(nameof(Frames.ReservedName), "__musubi_store_id__")]
    [InlineData(nameof(Frames.NameOfTheUpload), "the runtime puts the upload there")]
    [InlineData(nameof(Frames.MutableList), "mutable collection")]
    [InlineData(nameof(Frames.WithoutWireForm), "no wire form")]
    [InlineData(nameof(Frames.WithoutTheStream), "'feed'")]
    [InlineData(nameof(Frames.StreamTwice), "'feed'")]
    public Task AfterSerialize_DoesWhatItMustNot_CrashesAndSaysWhatWasExpected(string hook, string expected) => AssertCrashes(Stage.AfterSerialize, hook, expected);

    private static async Task AssertCrashes(HookStage<FrameHook> stage, string hook, string expected)
    {
        await using var page = await StorePage.MountAsync<FramedStore>();
        var method = typeof(Frames).GetMethod(hook)!.CreateDelegate<FrameHook>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.RunAsync(socket => socket.AttachHook("wrong", stage, method)));

        Assert.Contains(expected, crash.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal("root", Text(page));
    }

    private static string? Text(StorePage page) => (string?)page.Document["text"];

    private static JsonNode Without(JsonNode document, string name)
    {
        var copy = document.DeepClone();
        copy.AsObject().Remove(name);
        return copy;
    }

    private static void AssertSame(JsonNode expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"Expected {expected.ToJsonString()}; got {actual.ToJsonString()}.");
}
