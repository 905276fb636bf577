using Microsoft.Extensions.DependencyInjection;
using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Services;

/// <summary>Services beside the socket, from a scope that ends with the callback.</summary>
public sealed class CallbackServicesTests
{
    private readonly List<string> _log = [];

    [Fact]
    public async Task Callback_TakesAScopedService_GetsOneOfItsOwnThatIsDisposedAfterIt()
    {
        var page = await MountAsync();
        await page.DispatchAsync("pass", new { prop = "2" });
        await page.InfoAsync("hello");
        await page.DispatchAsync("work");
        await page.NextAsync();
        var reply = await page.DispatchAsync<ServedStore.Reply>("say", new { text = "hi" });
        await page.UploadAsync(ServedStore.File, "a.txt", new byte[4]);
        Assert.Equal("progress 100", page.Render<ServedStore.State>().Last);
        await page.DisposeAsync();

        Assert.Equal("hi 1 True", reply.Text);
        string[] callbacks = ["mount", "init hallo", "child init", "child update 2", "info hello", "async done", "command", "external", "progress 100", "terminate Left"];
        Assert.Equal(callbacks, Used().Select(static use => use.Callback).Distinct());
        Assert.Equal(Used().Count, Used().Select(static use => use.Unit).Distinct().Count());
        AssertEachIsDisposedBeforeTheNextIsUsed();
    }

    [Fact]
    public async Task Callback_ThatThrows_EndsItsScopeAllTheSame()
    {
        await using var page = await MountAsync();

        await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync("throw"));

        AssertEachIsDisposedBeforeTheNextIsUsed();
        Assert.Contains(Used(), static use => use.Callback == "throw");
    }

    [Fact]
    public async Task Hook_TakesAScopedService_GetsOneOfItsOwnThatIsDisposedAfterIt()
    {
        await using var page = await MountAsync();
        _log.Clear();

        await page.DispatchAsync("hooked");

        Assert.Equal("before, hooked, after hallo", page.Render<ServedStore.State>().Last);
        Assert.Equal(["before", "after hallo"], Used().Select(static use => use.Callback));
    }

    [Fact]
    public void AttachHook_MethodWithOtherParametersThanTheStages_SaysWhatWasExpected()
    {
        var problem = Assert.Throws<ArgumentException>(() => new Socket().AttachHook("id", Stage.HandleInfo, (Delegate)Misordered));

        Assert.Contains("to take (Object, Socket) and then services", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Socket().AttachHook("id", Stage.AfterRender, (Delegate)Misordered));
    }

    [Fact]
    public async Task Command_TakesServices_TheyAreNoFieldsOfItsPayload()
    {
        await using var page = await MountAsync();

        var parameters = page.Host.Tree.Find(StoreId.Root)!.Definition.FindCommand("say")!.Parameters;

        Assert.Equal(["text"], parameters.Select(static parameter => parameter.Name));
    }

    [Fact]
    public void Describe_WithoutRegistrations_TellsServicesFromFields()
    {
        var store = StoreDefinition.Create(new FormsStore(), CallbackServices.Unknown);

        Assert.Equal(["text", "tags", "order"], store.FindCommand("all")!.Parameters.Select(static parameter => parameter.Name));
    }

    [Theory]
    [InlineData(typeof(UnregisteredStore), "UnregisteredStore.Init takes 'unit'", "no service is registered")]
    [InlineData(typeof(UnregisteredStore), "UnregisteredStore.Ask is declared as a command and takes 'clock'", "or a service that is registered")]
    [InlineData(typeof(UnregisteredStore), "UnregisteredStore.Ask is declared as a command and takes 'keyed'", "with the key 'other'")]
    [InlineData(typeof(MisorderedStore), "MisorderedStore.Init begins with other parameters", "Expected (Socket) and then services")]
    [InlineData(typeof(TwiceStore), "TwiceStore.Init stands beside an override", "Expected one of them")]
    [InlineData(typeof(OverloadedStore), "2 overloads of Init", "Expected one")]
    [InlineData(typeof(WrongReturnStore), "WrongReturnStore.Init returns System.Int32", "ValueTask<Socket>")]
    public void Declare_CallbackWithServicesThatIsWrong_SaysWhatWasExpected(Type store, string wrong, string expected)
    {
        using var services = new ServiceCollection().AddScoped<List<string>>().BuildServiceProvider();
        var catalog = new StoreCatalog(type => (Store)Activator.CreateInstance(type)!, new CallbackServices(services));

        var problem = Assert.Throws<StoreDeclarationException>(() => catalog.Declare([store])).Problems;

        Assert.Contains(problem, line => line.Contains(wrong, StringComparison.Ordinal) && line.Contains(expected, StringComparison.Ordinal));
    }

    private Task<StorePage> MountAsync() => StorePage.MountAsync<ServedStore>(
        new { name = "n" },
        options => options.Services.AddSingleton(_log).AddScoped<Unit>().AddKeyedSingleton("de", "hallo"));

    private List<(string Callback, string Unit)> Used() =>
        [.. _log.Select(static line => line.Split(" used ")).Where(static parts => parts.Length == 2).Select(static parts => (parts[0], parts[1]))];

    private void AssertEachIsDisposedBeforeTheNextIsUsed()
    {
        for (var i = 0; i < _log.Count; i++)
        {
            if (_log[i].Split(" used ") is [_, var unit])
            {
                Assert.Equal($"disposed {unit}", _log[i + 1]);
            }
        }
    }

    private static ValueTask<HookResult> Misordered(Unit unit, object message, Socket socket) => HookResult.Continue(socket.Assign(unit.Use("never"), message));

    private sealed record Order(string Id);

    private sealed class FormsStore : RootStore<FormsStore.State>
    {
        public override State Render(Socket socket) => new(true);

        [Command]
        public Socket All(string text, IReadOnlyList<string> tags, Order? order, Socket socket, Unit unit, IGrainFactory grains, TimeProvider time, Mailer mailer, IEnumerable<Unit> units, [FromKeyedServices("a")] Order keyed) =>
            socket;

        public sealed record State(bool Here);
    }

    private sealed class Mailer(TimeProvider time)
    {
        public DateTimeOffset Now => time.GetUtcNow();
    }

    private sealed class UnregisteredStore : RootStore<UnregisteredStore.State>
    {
        public Socket Init(Socket socket, Unit unit) => socket;

        [Command]
        public Socket Ask(TimeProvider clock, [FromKeyedServices("other")] string keyed, Socket socket) => socket;

        public override State Render(Socket socket) => new(true);

        public sealed record State(bool Here);
    }

    private sealed class MisorderedStore : RootStore<MisorderedStore.State>
    {
        public Socket Init(List<string> names, Socket socket) => socket;

        public override State Render(Socket socket) => new(true);

        public sealed record State(bool Here);
    }

    private sealed class TwiceStore : RootStore<TwiceStore.State>
    {
        public override ValueTask<Socket> Init(Socket socket) => socket;

        public Socket Init(Socket socket, List<string> names) => socket;

        public override State Render(Socket socket) => new(true);

        public sealed record State(bool Here);
    }

    private sealed class OverloadedStore : RootStore<OverloadedStore.State>
    {
        public Socket Init(Socket socket, List<string> names) => socket;

        public Socket Init(Socket socket, List<string> names, IServiceProvider services) => socket;

        public override State Render(Socket socket) => new(true);

        public sealed record State(bool Here);
    }

    private sealed class WrongReturnStore : RootStore<WrongReturnStore.State>
    {
        public int Init(Socket socket, List<string> names) => names.Count;

        public override State Render(Socket socket) => new(true);

        public sealed record State(bool Here);
    }
}
