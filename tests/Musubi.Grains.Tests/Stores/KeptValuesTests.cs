using System.Text;
using System.Text.Json.Nodes;
using Musubi.Testing.Clients;

namespace Musubi.Grains.Tests.Stores;

/// <summary>What a store keeps in a real silo, and what a page is sent of it, also after its root moved to another silo.</summary>
public sealed class KeptValuesTests(StoreGrainTests.Cluster cluster) : IClassFixture<StoreGrainTests.Cluster>
{
    private const long MountId = 1;

    private readonly IStoreGrain _grain = cluster.Client.GetGrain<IStoreGrain>(new StoreGrainKey(Guid.NewGuid().ToString("N"), new RootId("Keeper", "1")).ToString());
    private JsonNode? _document;

    [Fact]
    public async Task Command_ThatKeepsWhatOrleansHasNoCodecFor_KeepsItWhereTheRootMoves()
    {
        await MountAsync();

        await CommandAsync("keep", """{"name":"a","json":{"b":1.50}}""");
        await MoveAsync();
        await CommandAsync("turn", """{"hours":2}""");

        Assert.Equal("""["a","kept"]""", _document!["names"]!.ToJsonString());
        Assert.Equal("""{"b":1.50}""", (string)_document["json"]!);
        Assert.Equal(7, (long)_document["grain"]!);
        Assert.Equal("1970-01-01T02:00:00+02:00", (string)_document["at"]!);
    }

    [Fact]
    public async Task Command_ThatChangesAListInPlace_ReachesThePageEachTime()
    {
        await MountAsync();

        await CommandAsync("add_line", """{"line":"a"}""");
        await MoveAsync();
        await CommandAsync("add_line", """{"line":"b"}""");
        await CommandAsync("add_line", """{"line":"c"}""");

        Assert.Equal("""["a","b","c"]""", _document!["lines"]!.ToJsonString());
    }

    private async Task MountAsync()
    {
        var answer = await _grain.Mount(new MountRequest(MountId, Params.Empty, new Socket(), null));
        Assert.Equal(MountOutcome.Mounted, answer.Outcome);
        Apply(answer.Patch!);
    }

    private async Task CommandAsync(string name, string payload)
    {
        var answer = await _grain.Command(new CommandRequest(MountId, 0, StoreId.Root, name, Encoding.UTF8.GetBytes(payload)));
        Assert.Equal(CommandOutcome.Handled, answer.Outcome);
        Apply(answer.Patch!);
    }

    private async Task MoveAsync()
    {
        var grain = (IAddressable)_grain;
        var from = await cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain, TestContext.Current.CancellationToken);
        await cluster.MoveAway(grain, from!);
    }

    private void Apply(PatchEnvelope patch) => _document = JsonPatch.Apply(_document, JsonNode.Parse(patch.Ops.Span)!.AsArray());
}
