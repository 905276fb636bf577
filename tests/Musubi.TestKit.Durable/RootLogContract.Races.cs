using System.Collections.Concurrent;
using System.Text;
using Musubi.Durable;
using Xunit;

namespace Musubi.TestKit.Durable;

/// <summary>Writers at once, and calls at random. What fails tells its seed.</summary>
public abstract partial class RootLogContract
{
    [Fact]
    public async Task FirstAppends_OfSixteenWritersAtOnce_OneWins()
    {
        var logs = new[] { await OpenAsync(), await OpenAsync() };
        for (var round = 0; round < 20; round++)
        {
            var key = Key($"first-{round}");
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(
                async () => await AppendAsync(logs[writer % 2], First(RootEpoch.After(0), $"{writer}") with { Root = key }),
                Cancellation)));

            var winner = Assert.Single(Enumerable.Range(0, 16), writer => outcomes[writer] == AppendOutcome.Accepted);
            AssertHolds((await LoadAsync(logs[0], key))!, 1, $"{winner}");
        }
    }

    [Fact]
    public async Task Writers_SixteenOnOneRoot_OneWinsAtEachNumber()
    {
        var seed = Random.Shared.Next();
        var logs = new[] { await OpenAsync(), await OpenAsync() };
        var accepted = new ConcurrentBag<RootAppend>();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(() => WriteAsync(logs[writer % 2], writer), Cancellation)));

        RootAppend[] inOrder = [.. accepted.OrderBy(static append => append.Sequence)];
        Assert.True(
            inOrder.Select(static append => append.Sequence).SequenceEqual(Enumerable.Range(1, inOrder.Length).Select(static number => (long)number)),
            $"Seed {seed}: two writers were told that one number is theirs, or none was: {string.Join(' ', inOrder.Select(static append => append.Sequence))}");
        var snapshot = Array.FindLastIndex(inOrder, static append => append.IsSnapshot);
        AssertHolds(
            await LoadAsync(logs[0]),
            inOrder.Length,
            Text(inOrder[snapshot].Data),
            [.. inOrder[(snapshot + 1)..].Select(static append => Text(append.Data))]);

        async Task WriteAsync(IRootLog log, int writer)
        {
            var random = new Random(seed + writer);
            for (var turn = 0; turn < 12; turn++)
            {
                var stored = await log.LoadAsync(Key(), Cancellation);
                var (epoch, sequence) = stored is null ? (RootEpoch.After(0), 0) : (stored.Epoch, stored.Sequence);
                for (var count = random.Next(1, 5); count > 0; count--)
                {
                    sequence++;
                    var append = Record(epoch, sequence, $"{writer}.{turn}.{sequence}") with { AfterEpoch = sequence == 1 ? 0 : epoch, IsSnapshot = sequence == 1 || random.Next(8) == 0 };
                    if (await AppendAsync(log, append) == AppendOutcome.Fenced)
                    {
                        break;
                    }

                    accepted.Add(append);
                }
            }
        }
    }

    [Fact]
    public async Task Batches_OfManyWritersOverTheSameRootsInAnyOrder_AreAllAnswered()
    {
        var seed = Random.Shared.Next();
        var logs = new[] { await OpenAsync(), await OpenAsync() };
        var keys = Roots(32);
        var accepted = new ConcurrentBag<(string Key, int Writer)>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                var mine = keys.ToArray();
                new Random(seed + writer).Shuffle(mine);
                var outcomes = await logs[writer % 2].AppendAsync([.. mine.Select(key => First(RootEpoch.After(0), $"{writer}") with { Root = key })], Cancellation);
                foreach (var (key, outcome) in mine.Zip(outcomes))
                {
                    if (outcome == AppendOutcome.Accepted)
                    {
                        accepted.Add((key, writer));
                    }
                }
            },
            Cancellation)));

        Assert.True(keys.Count == accepted.Count, $"Seed {seed}: {accepted.Count} accepted of {keys.Count}.");
        foreach (var (key, writer) in accepted)
        {
            AssertHolds((await LoadAsync(logs[0], key))!, 1, $"{writer}");
        }
    }

    [Fact]
    public async Task Calls_AtRandom_DoWhatTheContractSays()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var logs = new[] { await OpenAsync(), await OpenAsync() };
        for (var round = 0; round < 10; round++)
        {
            var roots = Enumerable.Range(0, 3).ToDictionary(id => Key($"{round}-{id}"), static _ => new RootLogModel());
            var epochs = new List<long> { 0, RootEpoch.After(0) };
            for (var step = 0; step < 60; step++)
            {
                var log = logs[random.Next(logs.Length)];
                var (key, model) = roots.ElementAt(random.Next(roots.Count));
                var at = $"Seed {seed}, round {round}, step {step}";
                switch (random.Next(10))
                {
                    case 0 or 1:
                        var loaded = await log.LoadAsync(key, Cancellation);
                        var problem = model.Load(loaded);
                        Assert.True(problem is null, $"{at}: {problem}");
                        epochs.Add(model.Epoch);
                        break;
                    case 2:
                        var epoch = Epoch(model);
                        await log.DeleteAsync(key, epoch, Cancellation);
                        model.Delete(epoch);
                        break;
                    default:
                        RootAppend[] batch = [.. roots.Where(_ => random.Next(2) == 0).Select(root => Append(root.Key, root.Value))];
                        AppendOutcome[] expected = [.. batch.Select(append => roots[append.Root].Append(append))];
                        var outcomes = await log.AppendAsync(batch, Cancellation);
                        Assert.True(
                            expected.SequenceEqual(outcomes),
                            $"{at}: expected {string.Join(' ', expected)}; got {string.Join(' ', outcomes)}; of {string.Join(' ', batch)}.");
                        break;
                }
            }

            foreach (var (key, model) in roots)
            {
                var problem = model.Load(await logs[0].LoadAsync(key, Cancellation));
                Assert.True(problem is null, $"Seed {seed}, end of round {round}: {problem}");
            }

            // Mostly what a writer of now would do, else what one of another time might.
            long Epoch(RootLogModel model) => random.Next(4) == 0 ? epochs[random.Next(epochs.Count)] : model.Epoch;

            RootAppend Append(string key, RootLogModel model)
            {
                var after = Epoch(model);
                var epoch = after == 0 || random.Next(4) == 0 ? RootEpoch.After(after) : after;
                epochs.Add(epoch);
                var sequence = Math.Max(1, model.Sequence + (random.Next(4) == 0 ? random.Next(-2, 4) : 1));

                // A root's first record is a snapshot, and is after none.
                return new(key, after, epoch, sequence, sequence == 1 || random.Next(5) == 0, Encoding.UTF8.GetBytes($"{random.Next()}"), Day);
            }
        }
    }
}
