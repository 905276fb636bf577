using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Musubi.Gateway.Tests.Scripted;
using Orleans.Serialization;

namespace Musubi.Gateway.Tests.Hosting;

/// <summary>What a socket's constructor may take: what all connections may share. In every environment, whatever the container itself checks in it.</summary>
public sealed class SocketServicesTests(TestSilo silo)
{
    public static TheoryData<string> Environments => ["Development", "Staging", "Production"];

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task MapMusubi_SocketTakesAScopedService_IsAnErrorThatSaysWhatToTakeInstead(string environment)
    {
        await using var app = Build(environment);

        var error = Assert.Throws<InvalidOperationException>(() => app.MapMusubi<TakingSocket<Scoped>>("/socket"));

        Assert.Equal(
            $"{typeof(TakingSocket<Scoped>)} takes the scoped service {typeof(Scoped)} in its constructor. One instance of a socket serves every connection, and all would share that one "
            + "service. Expected an IServiceScopeFactory in the constructor, and in HandleConnect or HandleJoin a scope with a Scoped for each call.",
            error.Message);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task MapMusubi_SocketTakesAScopedServiceThroughATransientOne_IsAnError(string environment)
    {
        await using var app = Build(environment);

        var error = Assert.Throws<InvalidOperationException>(() => app.MapMusubi<TakingSocket<Through>>("/socket"));

        Assert.Contains($"{typeof(Scoped)} in its constructor, through {typeof(Through)}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapMusubi_SocketTakesWhatAllMayShare_IsMapped()
    {
        await using var app = Build("Production");

        app.MapMusubi<TakingSocket<Shared>>("/shared");
        app.MapMusubi<TakingSocket<IServiceScopeFactory>>("/scopes");
        app.MapMusubi<TakingSocket<ILogger<Shared>>>("/logger");
        app.MapMusubi<TakingSocket<IOptions<Shared>>>("/options");
    }

    [Fact]
    public async Task MapMusubi_SocketTakesASnapshotOfOptions_IsAnError()
    {
        await using var app = Build("Production");

        Assert.Throws<InvalidOperationException>(() => app.MapMusubi<TakingSocket<IOptionsSnapshot<Shared>>>("/socket"));
    }

    [Fact]
    public async Task MapMusubi_KeyOfWhatOrleansCannotSerialize_IsAnErrorThatSaysWhatToAdd()
    {
        await using var app = Build("Production");

        var error = Assert.Throws<InvalidOperationException>(() => app.MapMusubi<KeepingSocket<Shared>>("/socket"));

        Assert.StartsWith($"{typeof(KeepingSocket<Shared>)}.Kept is a {typeof(Key<Shared>)}, and Orleans cannot serialize {typeof(Shared)}.", error.Message, StringComparison.Ordinal);
        app.MapMusubi<KeepingSocket<int>>("/socket");
    }

    [Fact]
    public async Task Start_UploadStoreTakesAScopedService_IsAnError()
    {
        await using var app = Build("Production", static services => services.AddSingleton<IUploadStore, TakingUploadStore>());

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains($"{typeof(TakingUploadStore)} takes the scoped service {typeof(Scoped)} in its constructor.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UploadStoreIsScoped_IsAnError()
    {
        await using var app = Build("Production", static services => services.AddScoped<IUploadStore, TakingUploadStore>());

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains($"{typeof(IUploadStore)} is registered as a scoped service. Expected a singleton", error.Message, StringComparison.Ordinal);
    }

    private WebApplication Build(string environment, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(silo.Grains);

        // A part of Orleans, which is all in the silo's services here. In Development the container looks for what is missing.
        builder.Services.AddSerializer();
        builder.Services.AddScoped<Scoped>().AddSingleton<Shared>().AddTransient<Through>();
        configure?.Invoke(builder.Services);
        builder.Services.AddMusubiGateway();
        return builder.Build();
    }

    internal sealed class Scoped;

    internal sealed class Shared;

    internal sealed class Through(Scoped scoped)
    {
        public Scoped Scoped { get; } = scoped;
    }

    [Root<TestRoot>]
    internal sealed class TakingSocket<T>(T service) : MusubiSocket
    {
        public T Service { get; } = service;
    }

    [Root<TestRoot>]
    internal sealed class KeepingSocket<T> : MusubiSocket
    {
        public static readonly Key<T> Kept = new("kept");
    }

    private sealed class TakingUploadStore(Scoped scoped) : IUploadStore
    {
        public Scoped Scoped { get; } = scoped;

        public ValueTask<Stream> CreateAsync(UploadFileId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Stream> OpenReadAsync(UploadFileId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DeleteAsync(UploadFileId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DeleteAllAsync(UploadOwner owner, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask KeepAliveAsync(string gateway, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask EndAsync(string gateway, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> SweepAsync(TimeSpan silentFor, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
