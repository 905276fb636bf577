using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Musubi.Grains.Tests.Pushes;

/// <summary>A gateway and its client that lose pushes, take them late, and say truly what they have.</summary>
internal sealed class LossyGateway(Random random) : IGatewayObserver
{
    private readonly Lock _lock = new();
    private readonly List<PatchEnvelope> _early = [];

    /// <summary>Whether it loses anything.</summary>
    public bool Lossy { get; set; } = true;

    public long Delivered { get; private set; }

    /// <summary>The items by their streams, as a client keeps them.</summary>
    public Dictionary<string, List<(string Key, int Number)>> Streams { get; } = new() { ["items"] = [], ["commands"] = [] };

    /// <summary>The messages that said that they came.</summary>
    public List<int> Events { get; } = [];

    ValueTask IGatewayObserver.HoldsAsleep(long hold, TimeSpan holdFor) => ValueTask.CompletedTask;

    ValueTask IGatewayObserver.Push(ImmutableArray<RootPush> pushes) => throw new NotSupportedException("A mount that takes receipts was pushed to without.");

    async ValueTask<PushReceipt> IGatewayObserver.Deliver(ImmutableArray<RootPush> pushes)
    {
        var (lost, late, answerLost) = Draw();
        if (lost)
        {
            throw new TimeoutException("lost on the way");
        }

        if (late > 0)
        {
            await Task.Delay(late);
        }

        foreach (var push in pushes)
        {
            Take(push.Patch!);
        }

        var last = pushes[^1];
        return answerLost ? throw new TimeoutException("lost on the way back")
            : Delivered < last.Patch!.Version ? new PushReceipt([new RootReceipt(last.MountId, Delivered)]) : new PushReceipt([]);
    }

    /// <summary>Applies an envelope if it is next, and those that waited for it.</summary>
    public void Take(PatchEnvelope envelope)
    {
        lock (_lock)
        {
            _early.Add(envelope);
            while (_early.Find(early => early.BaseVersion == Delivered) is { } next)
            {
                _early.Remove(next);
                Apply(next);
                Delivered = next.Version;
            }

            _early.RemoveAll(early => early.BaseVersion < Delivered);
            if (Lossy && _early.Count > 5)
            {
                _early.Clear();
            }
        }
    }

    private (bool Lost, int Late, bool AnswerLost) Draw()
    {
        lock (_lock)
        {
            return Lossy ? (random.Next(8) == 0, random.Next(3) == 0 ? random.Next(15) : 0, random.Next(10) == 0) : default;
        }
    }

    private void Apply(PatchEnvelope envelope)
    {
        foreach (var op in JsonNode.Parse(envelope.StreamOps.Span)!.AsArray())
        {
            var items = Streams[(string)op!["stream"]!];
            switch ((string)op["op"]!)
            {
                case "reset":
                    items.Clear();
                    break;
                case "insert":
                    Put(items, (string)op["item_key"]!, (int)op["item"]!["number"]!);
                    break;
                default:
                    items.RemoveAll(item => item.Key == (string)op["item_key"]!);
                    break;
            }
        }

        Events.AddRange(JsonNode.Parse(envelope.Events.Span)!.AsArray().Select(static pushed => (int)pushed!["payload"]!["key"]!));
    }

    /// <summary>Inserts at the end, in the place of an item of the same key.</summary>
    public static void Put(List<(string Key, int Number)> items, string key, int number)
    {
        var at = items.FindIndex(item => item.Key == key);
        if (at < 0)
        {
            items.Add((key, number));
        }
        else
        {
            items[at] = (key, number);
        }
    }
}
