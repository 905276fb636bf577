using Microsoft.Extensions.Time.Testing;
using Musubi.Inspector.Tests.Pages;

namespace Musubi.Inspector.Tests.Roots;

/// <summary>What an operator sees of one root, and what they do not.</summary>
public sealed class LookTests(BasketCluster cluster) : IClassFixture<BasketCluster>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Look_Root_ShowsWhoHasItAndWhatIsInIt()
    {
        var basket = await cluster.MountAsync(_name, "1");
        await basket.CommandAsync("add", new { thing = "jam" });

        var view = (await cluster.LookAsync(basket))!;

        Assert.Equal((_name, "Basket", "1", 2), (view.Line.User, view.Line.Module, view.Line.Id, view.Line.Version));
        Assert.Equal(("192.0.2.7", "a browser", basket.Connection), (view.Peer, view.UserAgent, view.Socket));
        Assert.NotNull(view.Gateway);
        Assert.Equal([BasketStore.Topic], view.Topics);
        Assert.Equal(
            """{"__musubi_store_id__":[],"note":"","lines":[{"__musubi_store_id__":["lines","tea"],"label":"tea"},{"__musubi_store_id__":["lines","jam"],"label":"jam"}]}"""
                .Replace("\"lines\",", "", StringComparison.Ordinal),
            view.State!.Replace("\"lines\",", "", StringComparison.Ordinal));
        Assert.Equal([("", "Basket"), ("tea", "Line"), ("jam", "Line")], view.Stores.Select(static store => (store.Path.Split('/')[^1], store.Module)));
        Assert.Contains(view.Stores[0].Assigns, static assign => assign is { Key: "things", Value: """["tea","jam"]""" });
    }

    [Fact]
    public async Task Look_RedactedAssign_IsNamedAndNotShown()
    {
        var basket = await cluster.MountAsync(_name, "1");

        var view = (await cluster.LookAsync(basket))!;

        Assert.Contains(view.Stores[0].Assigns, static assign => assign is { Key: "token", Value: null });
        Assert.DoesNotContain("s3cret", System.Text.Json.JsonSerializer.Serialize(view), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_WhileACallbackWaits_ShowsThatItIsBusyAndItsAssigns()
    {
        var basket = await cluster.MountAsync(_name, "1");
        var waiting = basket.CommandAsync("wait", new { gate = _name });
        await cluster.Gates.Entered(_name).WaitAsync(TestContext.Current.CancellationToken);

        var view = (await cluster.LookAsync(basket))!;
        cluster.Gates.Open(_name);
        await waiting;

        Assert.Equal((true, null), (view.IsBusy, view.State));
        Assert.Contains(view.Stores[0].Assigns, static assign => assign.Key == "things");
    }

    [Fact]
    public async Task Look_ChangesNothingOfWhatTheClientIsSent()
    {
        var basket = await cluster.MountAsync(_name, "1");
        await basket.CommandAsync("add", new { thing = "jam" });

        await cluster.LookAsync(basket);
        var answer = await basket.CommandAsync("add", new { thing = "rum" });

        var ops = System.Text.Encoding.UTF8.GetString(answer.Patch!.Ops.Span);
        Assert.StartsWith("""[{"op":"add","path":"/lines/""", ops, StringComparison.Ordinal);
        Assert.DoesNotContain("jam", ops, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_TurnsSinceTheFirstLook_AreShownTheLastOneFirst()
    {
        var basket = await cluster.MountAsync(_name, "1");
        await basket.CommandAsync("add", new { thing = "before" });
        await cluster.LookAsync(basket);

        await basket.CommandAsync("add", new { thing = "jam" });
        await basket.CommandAsync("nonsense");
        await cluster.Client.PublishAsync(BasketStore.Topic, _name);
        var view = (await cluster.LookAsync(basket))!;
        while (view.Turns.Length < 3 || view.Turns[0].Version != view.Line.Version)
        {
            // A publisher does not wait for those who hear it, and a look does not wait for the turn that it meets.
            await Task.Yield();
            view = (await cluster.LookAsync(basket))!;
        }

        Assert.Equal([("topic", "String", "handled"), ("command", "nonsense", "unknown_command"), ("command", "add", "handled")], view.Turns.Select(static turn => (turn.Kind, turn.Name, turn.Outcome)));
        Assert.Equal([true, false, true], view.Turns.Select(static turn => turn.PatchBytes > 0));
    }

    [Fact]
    public async Task Watch_RootThatNobodyLooksAt_HasNone_AndOneThatWasLookedAtAMinuteAgo()
    {
        var time = (FakeTimeProvider)cluster.Time;
        time.Advance(TimeSpan.FromMinutes(2));
        var basket = await cluster.MountAsync(_name, "1");
        await cluster.MountAsync(_name, "2");
        await cluster.ListAsync(_name);
        Assert.Equal(0, cluster.Watched);

        await cluster.LookAsync(basket);
        Assert.Equal(1, cluster.Watched);
        time.Advance(TimeSpan.FromSeconds(59));
        await cluster.LookAsync(basket);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, cluster.Watched);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, cluster.Watched);
    }
}
