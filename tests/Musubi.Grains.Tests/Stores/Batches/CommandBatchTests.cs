using Microsoft.Extensions.DependencyInjection;
using Musubi.Durable;
using Musubi.Grains.Durable;
using Musubi.Grains.Tests.Durable;
using Orleans.TestingHost;
using Fault = Musubi.Grains.Tests.Durable.FaultyRootLog.Fault;

namespace Musubi.Grains.Tests.Stores.Batches;

/// <summary>Commands that come to a root in one call: each is what it would be by itself, and a durable root writes them down at once. Source: docs/design.md, "Calls in their order".</summary>
public sealed class CommandBatchTests(CommandBatchTests.Cluster cluster) : IClassFixture<CommandBatchTests.Cluster>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commands_OfAnyKind_AreWhatTheyWouldBeOneByOne(bool isDurable)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        for (var round = 0; round < 8; round++)
        {
            // A durable root that crashes before anything of it is stored is gone.
            Func<Task<TillPage>> mount = isDurable ? MountStoredAsync : () => MountAsync(isDurable: false);
            var (alone, together) = (await mount(), await mount());
            var commands = Enumerable.Range(1, 100).Select(cid => Any(alone, cid, random)).ToArray();

            await alone.RunAsync(commands, static () => 1);
            await together.RunAsync(commands, () => random.Next(1, 17));

            Assert.Equal(alone.Heard, together.Heard);
            await (isDurable ? Task.WhenAll(alone.LoseActivationAsync(), together.LoseActivationAsync()) : Task.CompletedTask);
            Assert.Equal(await alone.WholeAsync(), await together.WholeAsync());

            // Those are answered from what is kept. Some that changed nothing may not be kept, and are run again.
            foreach (var command in commands[^6..])
            {
                Assert.Equal(Said(await alone.SendAsync(alone.Together(command))), Said(await together.SendAsync(together.Together(command))));
            }
        }
    }

    [Fact]
    public async Task Commands_OfADurableRoot_AreOneRecord_AndAreThereAfterALoss()
    {
        var page = await MountStoredAsync();
        var written = Written(page);

        var answers = await page.SendAsync(page.Together([.. Enumerable.Range(1, 16).Select(cid => page.Ask("add", """{"by":1}""", cid: cid))]));

        Assert.Equal(Enumerable.Range(2, 16).Select(static sum => $$"""{"sum":{{sum}}}"""), answers.Select(static answer => TillPage.Text(answer.Reply)));
        Assert.Equal(Enumerable.Range(3, 16), answers.Select(static answer => (int)answer.Patch!.Version));
        Assert.Equal(written + 1, Written(page));
        await page.LoseActivationAsync();
        Assert.Contains("\"sum\":17", await page.WholeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_WhoseAnswerWasLostWithTheActivation_AreAnsweredAgainAndNotRun()
    {
        var page = await MountStoredAsync();
        var call = page.Together(Adds(page, 4));
        await page.SendAsync(call);

        await page.LoseActivationAsync();
        var again = await page.Grain.Command(call);

        Assert.Equal(["2 3", "3 4", "4 5", "5 6"], Chain(again).Select(static answer => $"{TillPage.Text(answer.Reply)[7..^1]} {answer.Patch!.Version}"));
        Assert.Equal([3L, 4L, 5L, 6L], (await page.Grain.Sync(call.MountId, 2)).Missed.Select(static patch => patch.Version));
        Assert.Equal("""{"sum":5}""", TillPage.Text((await page.SendAsync(page.Together(page.Ask("look"))))[0].Reply));
    }

    [Fact]
    public async Task Commands_ThatComeAgainBehindLaterOnes_AreNotRun()
    {
        var page = await MountAsync(isDurable: false);
        var call = page.Together(Adds(page, 3));
        await page.SendAsync(call);
        await page.SendAsync(page.Together(Adds(page, 2)));

        Assert.Equal(CommandOutcome.NotMounted, (await page.Grain.Command(call)).Outcome);
        Assert.Equal("""{"sum":5}""", TillPage.Text((await page.SendAsync(page.Together(page.Ask("look"))))[0].Reply));
    }

    [Theory]
    [InlineData("explode")]
    [InlineData("poison")]
    public async Task Commands_OneOfWhichCrashesADurableRoot_AreAcceptedUpToIt_AndItIsRemembered(string crash)
    {
        var page = await MountStoredAsync();
        CommandRequest[] commands = [page.Ask("add", """{"by":1}""", cid: 1), page.Ask("add", """{"by":1}""", cid: 2), page.Ask(crash, cid: 3), page.Ask("add", """{"by":1}""", cid: 4)];
        var call = page.Together(commands);

        Assert.Equal([CommandOutcome.Handled, CommandOutcome.Handled, CommandOutcome.Crashed], (await page.SendAsync(call)).Select(static answer => answer.Outcome));

        // The call's answer may have been lost.
        Assert.Equal([CommandOutcome.Handled, CommandOutcome.Handled, CommandOutcome.Crashed], Chain(await page.Grain.Command(call)).Select(static answer => answer.Outcome));
        await page.ReturnAsync();
        Assert.Equal(
            [(CommandOutcome.Handled, """{"sum":2}"""), (CommandOutcome.Handled, """{"sum":3}"""), (CommandOutcome.CrashedBefore, ""), (CommandOutcome.Handled, """{"sum":4}""")],
            (await page.SendAsync(page.Together(commands))).Select(static answer => (answer.Outcome, TillPage.Text(answer.Reply))));
    }

    [Fact]
    public async Task Commands_BehindOneThatWaits_AreLeft_AndItIsNotRunBehindOthersAgain()
    {
        var page = await MountAsync(isDurable: false);
        CommandRequest[] commands = [page.Ask("add", """{"by":1}"""), page.Ask("wait", """{"by":1,"waits":true}"""), page.Ask("add", """{"by":1}""")];
        var swift = page.Ask("wait", """{"by":1,"waits":false}""");
        await page.SendAsync(page.Together(swift, swift));

        Assert.Equal(2, (await page.SendAsync(page.Together(commands))).Count);
        Assert.Single(await page.SendAsync(page.Together(commands)));

        // First in its call it makes nobody wait. It did not wait itself this time, and so may be behind others the next.
        Assert.Equal(3, (await page.SendAsync(page.Together(swift, swift, commands[0]))).Count);
        Assert.Equal(3, (await page.SendAsync(page.Together(commands[0], swift, commands[0]))).Count);
    }

    [Fact]
    public async Task Commands_OneOfWhichWaits_SayNothingBeforeTheyAreAnswered()
    {
        var page = await MountAsync(isDurable: true);
        var gate = Guid.NewGuid().ToString("N");
        await page.SendAsync(page.Together(page.Ask("add", """{"by":1}""")));
        var call = page.Together(page.Ask("add", """{"by":1}"""), page.Ask("hold", $$"""{"gate":"{{gate}}"}"""));
        var sending = page.SendAsync(call);
        await Gate.Of(gate).Reached;

        Assert.Empty((await page.Grain.Sync(call.MountId, 2)).Missed);

        Gate.Of(gate).Open();
        Assert.Equal(2, (await sending).Count);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public async Task Commands_BehindOneThatSendsMoreThanState_AreLeftByADurableRoot(bool isDurable, int run)
    {
        // The build before brings back the state that it misses, and nothing else, of what stands before the last of a record.
        var page = isDurable ? await MountStoredAsync() : await MountAsync(isDurable);

        var answers = await page.SendAsync(page.Together(page.Ask("add", """{"by":1}"""), page.Ask("say", """{"text":"hi"}"""), page.Ask("look")));

        Assert.Equal(run, answers.Count);
    }

    [Fact]
    public async Task Commands_OfARootThatIsNotStoredYet_BeginWithTheFirstAlone()
    {
        var page = await MountAsync(isDurable: true);

        Assert.Single(await page.SendAsync(page.Together(Adds(page, 3))));
        Assert.Equal(3, (await page.SendAsync(page.Together(Adds(page, 3)))).Count);
    }

    [Fact]
    public async Task Commands_WhoseAppendFailsForTooLong_AreUnavailable_AndNoneIsThere()
    {
        var page = await MountStoredAsync();
        cluster.Log.Fail([.. Enumerable.Repeat(Fault.Before, 1000)]);

        await Assert.ThrowsAsync<RootUnavailableException>(async () => await page.Grain.Command(page.Together(Adds(page, 3))));
        cluster.Log.Heal();

        Assert.Contains("\"sum\":1", await page.WholeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_OfAnActivationThatWasOvertaken_AreFenced()
    {
        var page = await MountStoredAsync();
        await cluster.Log.LoadAsync(page.Key, TestContext.Current.CancellationToken);

        var answer = await page.Grain.Command(page.Together(Adds(page, 3)));

        Assert.Equal((CommandOutcome.NotMounted, null), (answer.Outcome, answer.Next));
        Assert.Contains("\"sum\":1", await page.WholeAsync(), StringComparison.Ordinal);
    }

    private static CommandRequest[] Adds(TillPage page, int count) => [.. Enumerable.Repeat(page.Ask("add", """{"by":1}"""), count)];

    private static IEnumerable<CommandAnswer> Chain(CommandAnswer? answer)
    {
        for (; answer is not null; answer = answer.Next)
        {
            yield return answer;
        }
    }

    private static (CommandOutcome Outcome, string Reply) Said(IReadOnlyList<CommandAnswer> answers) => (Assert.Single(answers).Outcome, TillPage.Text(answers[0].Reply));

    private static CommandRequest Any(TillPage page, int cid, Random random)
    {
        var name = $"line{random.Next(3)}";
        return random.Next(100) switch
        {
            < 35 => page.Ask("add", $$"""{"by":{{random.Next(10)}}}""", cid: cid),
            < 45 => page.Ask("look", cid: cid),
            < 55 => page.Ask("wait", $$"""{"by":1,"waits":{{(random.Next(3) == 0 ? "true" : "false")}}}""", cid: cid),
            < 67 => page.Ask("put", $$"""{"name":"{{name}}","count":{{random.Next(5)}}}""", cid: cid),
            < 77 => page.Ask("note", $$"""{"text":"note {{cid}}"}""", StoreId.Of("lines", name), cid),
            < 82 => page.Ask("drop", $$"""{"name":"{{name}}"}""", cid: cid),
            < 87 => page.Ask("say", $$"""{"text":"said {{cid}}"}""", cid: cid),
            < 91 => page.Ask("rob", cid: cid),
            < 93 => page.Ask("fly", cid: cid),
            < 95 => page.Ask("add", """{"by":1}""", StoreId.Of("nowhere"), cid),
            < 96 => page.Ask("add", """{"by":"much"}""", cid: cid),
            < 97 => page.Ask("explode", cid: cid),
            < 98 => page.Ask("poison", cid: cid),
            _ => page.Ask("add", """{"by":1}""", cid: 0),
        };
    }

    private int Written(TillPage page) => cluster.Log.Accepted.Count(record => record.Root == page.Key);

    private async Task<TillPage> MountAsync(bool isDurable)
    {
        var page = new TillPage(cluster.Client, isDurable);
        await page.MountAsync();
        return page;
    }

    private async Task<TillPage> MountStoredAsync()
    {
        var page = await MountAsync(isDurable: true);
        await page.SendAsync(page.Together(page.Ask("add", """{"by":1}""")));
        return page;
    }

    public sealed class Cluster : IAsyncLifetime
    {
        private readonly InProcessTestCluster _cluster;

        public Cluster()
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.AddMusubi<TillSocket>();
                silo.Services.AddSingleton<IRootLog>(Log);
            });
            _cluster = builder.Build();
        }

        internal FaultyRootLog Log { get; } = new(new MemoryRootLog(TimeProvider.System));

        public IClusterClient Client => _cluster.Client;

        public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

        public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
    }
}
