using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CsCheck;
using Musubi.Grains.Tests.Documents;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Hooks;

/// <summary>Whatever hooks come and go, and whatever changes meanwhile: a client that applied every patch has what one has that mounts now.</summary>
public sealed class FrameHookPropertyTests
{
    private static readonly (string Id, HookStage<FrameHook> Stage, FrameHook Hook)[] Hooks =
    [
        ("upper", Stage.AfterRender, Frames.Upper),
        ("exclaim", Stage.AfterRender, Frames.Exclaim),
        ("halt", Stage.AfterRender, Frames.HaltWithQuestion),
        ("rename", Stage.AfterSerialize, Frames.RenameText),
        ("nest", Stage.AfterSerialize, Frames.Nest),
        ("reverse", Stage.AfterSerialize, Frames.ReverseChildren),
        ("move", Stage.AfterSerialize, Frames.MoveChildren),
        ("redacted", Stage.AfterSerialize, Frames.HaltAsRedacted),
    ];

    private static readonly string[] Texts = ["tea", "Tea", "cocoa"];

    private static readonly string[] Ids = ["a", "b", "c", "d"];

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (4, Change(Gen.Int[0, Hooks.Length - 1].Select<int, Func<Socket, Socket>>(static hook => socket => Toggle(socket, hook)))),
        (3, Change(DiffPropertyTests.Document.Select<object?, Func<Socket, Socket>>(static data => socket => socket.Assign(FramedStore.Data, data)))),
        (1, Change(Gen.Int[0, 2].Select<int, Func<Socket, Socket>>(static text => socket => socket.Assign(FramedStore.Text, Texts[text])))),
        (2, Gen.Shuffle(Ids).Select(Gen.Int[0, 4], static (ids, count) => new Step(0, socket => socket.Assign(FramedStore.Children, [.. ids.Take(count)])))),
        (1, Gen.Const(new Step(0, null))));

    [Fact]
    public Task Hooks_ComeAndGo_TheClientHasWhatAFreshMountHas() => Steps.Array[1, 8].SampleAsync(
        static async steps =>
        {
            // The commands that each store ran since it was there.
            var done = new Dictionary<StoreId, ImmutableList<Func<Socket, Socket>>>();
            FramedStore.Plan.Value = null;
            var page = await StorePage.MountAsync<FramedStore>();
            foreach (var step in steps)
            {
                if (step.Do is null)
                {
                    page = await page.LiveAgainAsync();
                    continue;
                }

                StoreId[] stores = [.. page.Host.Tree.Nodes.Select(static node => node.Id).OrderBy(static id => id.ToString(), StringComparer.Ordinal)];
                var storeId = step.Store == 0 ? StoreId.Root : stores[step.Store % stores.Length];
                await page.RunAsync(step.Do, storeId);
                done[storeId] = done.GetValueOrDefault(storeId, []).Add(step.Do);
                foreach (var gone in done.Keys.Where(id => page.Host.Tree.Find(id) is null).ToArray())
                {
                    done.Remove(gone);
                }

                FramedStore.Plan.Value = (id, socket) => done.GetValueOrDefault(id, []).Aggregate(socket, static (socket, run) => run(socket));
                await using var fresh = await StorePage.MountAsync<FramedStore>();
                FramedStore.Plan.Value = null;
                Assert.True(
                    JsonNode.DeepEquals(fresh.Document, page.Document),
                    $"Expected {fresh.Document.ToJsonString()}; got {page.Document.ToJsonString()} by {page.Json(page.LastPatch.Ops)}.");
            }

            await page.DisposeAsync();
        },
        iter: 150);

    private static Gen<Step> Change(Gen<Func<Socket, Socket>> change) => Gen.Select(Gen.Int[0, 5], change, static (store, change) => new Step(store, change));

    private static Socket Toggle(Socket socket, int index)
    {
        var (id, stage, hook) = Hooks[index];
        var without = socket.DetachHook(id, stage);
        return ReferenceEquals(without, socket) ? socket.AttachHook(id, stage, hook) : without;
    }

    /// <param name="Store">Which store: 0 for the root, or a number to pick one by.</param>
    /// <param name="Do">What its command does; null when the root lives again instead.</param>
    private sealed record Step(int Store, Func<Socket, Socket>? Do);
}
