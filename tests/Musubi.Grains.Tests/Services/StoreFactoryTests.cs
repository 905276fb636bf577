using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Musubi.Grains.Declarations;
using Musubi.Grains.Services;

namespace Musubi.Grains.Tests.Services;

/// <summary>What a store's constructor may take: what all users may share. The container's own check of scopes is off here, as in Production.</summary>
public sealed class StoreFactoryTests
{
    [Theory]
    [InlineData(typeof(TakingStore<Scoped>), "takes the scoped service Musubi.Grains.Tests.Services.StoreFactoryTests+Scoped in its constructor")]
    [InlineData(typeof(TakingStore<IOptionsSnapshot<Scoped>>), "takes the scoped service Microsoft.Extensions.Options.IOptionsSnapshot")]
    [InlineData(typeof(TakingStore<Through>), "StoreFactoryTests+Scoped in its constructor, through Musubi.Grains.Tests.Services.StoreFactoryTests+Through")]
    [InlineData(typeof(TakingStore<IEnumerable<Scoped>>), "takes the scoped service")]
    [InlineData(typeof(TakingStore<Repository<Scoped>>), "takes the scoped service")]
    [InlineData(typeof(KeyedStore), "takes the scoped service")]
    [InlineData(typeof(TakingStore<Disposable>), "takes the disposable transient service")]
    public void Create_ConstructorTakesWhatIsNotForAllUsers_Refuses(Type store, string expected)
    {
        var problem = Assert.Throws<StoreDeclarationException>(() => Factory().Create(store));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ConstructorTakesAScopedService_SaysWhereElseToTakeIt()
    {
        var problem = Assert.Throws<StoreDeclarationException>(() => Factory().Create(typeof(TakingStore<Scoped>)));

        Assert.Contains("Expected it as a parameter of the callback that uses it, after the callback's own, as in Init(Socket socket, Scoped scoped)", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(TakingStore<Shared>))]
    [InlineData(typeof(TakingStore<Plain>))]
    [InlineData(typeof(TakingStore<ILogger<Plain>>))]
    [InlineData(typeof(TakingStore<IOptions<Plain>>))]
    [InlineData(typeof(TakingStore<IServiceScopeFactory>))]
    public void Create_ConstructorTakesWhatAllMayShare_MakesTheStore(Type store) => Assert.IsType(store, Factory().Create(store));

    private static StoreFactory Factory()
    {
        var services = new ServiceCollection().AddLogging().AddOptions()
            .AddScoped<Scoped>().AddSingleton<Shared>().AddTransient<Plain>().AddTransient<Through>().AddTransient<Disposable>()
            .AddKeyedScoped<Scoped>("key").AddTransient(typeof(Repository<>));
        return new StoreFactory(services.BuildServiceProvider(), services);
    }

    private sealed class Scoped;

    private sealed class Shared : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private sealed class Plain(Shared shared)
    {
        public Shared Shared { get; } = shared;
    }

    private sealed class Through(Plain plain, Scoped scoped)
    {
        public (Plain, Scoped) Taken { get; } = (plain, scoped);
    }

    private sealed class Repository<T>(T of)
    {
        public T Of { get; } = of;
    }

    private sealed class Disposable : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private sealed class TakingStore<T>(T service) : RootStore<State>
    {
        public override State Render(Socket socket) => new(service!.ToString()!);
    }

    private sealed class KeyedStore([FromKeyedServices("key")] Scoped service) : RootStore<State>
    {
        public override State Render(Socket socket) => new(service.ToString()!);
    }

    internal sealed record State(string Text);
}
