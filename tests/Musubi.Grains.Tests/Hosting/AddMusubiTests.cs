using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Musubi.Grains.Nodes;
using Musubi.Grains.Tests.Commands;
using Musubi.Grains.Tests.Trees;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Musubi.Grains.Tests.Hosting;

public class AddMusubiTests
{
    [Fact]
    public void AddMusubi_CalledForTwoSockets_HostsTheRootsAndHonoursTheOptionsOfBoth()
    {
        using var host = Build(static silo => silo
            .AddMusubi<RoomSocket>(static options => options.MaxTreeDepth = 5)
            .AddMusubi<ListSocket>(static options => options.MaxUndeliveredPatches = 6));

        var catalog = host.Services.GetRequiredService<StoreCatalog>();
        Assert.NotNull(catalog.FindRoot(StoreNameAttribute.Of(typeof(RoomStore))));
        Assert.NotNull(catalog.FindRoot(StoreNameAttribute.Of(typeof(ListStore))));
        Assert.Null(catalog.FindRoot(StoreNameAttribute.Of(typeof(LabelStore))));
        var options = host.Services.GetRequiredService<IOptions<MusubiOptions>>().Value;
        Assert.Equal((5, 6), (options.MaxTreeDepth, options.MaxUndeliveredPatches));
    }

    [Fact]
    public void AddMusubi_SilosTellEachOtherOfLostClientsWithinSeconds_UnlessTheHostSaysOtherwise()
    {
        using var host = Build(static silo => silo.AddMusubi<RoomSocket>());
        using var slow = Build(static silo => silo
            .Configure<SiloMessagingOptions>(static messaging => messaging.ClientRegistrationRefresh = TimeSpan.FromMinutes(1))
            .AddMusubi<RoomSocket>());

        Assert.Equal(TimeSpan.FromSeconds(5), host.Services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value.ClientRegistrationRefresh);
        Assert.Equal(TimeSpan.FromMinutes(1), slow.Services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value.ClientRegistrationRefresh);
    }

    [Fact]
    public void Start_StoresDeclaredWrongly_StopsAndListsThem()
    {
        using var host = Build(static silo => silo.AddMusubi<BrokenSocket>());

        var problem = Assert.Throws<Orleans.Runtime.OrleansConfigurationException>(() =>
        {
            foreach (var validator in host.Services.GetServices<IConfigurationValidator>())
            {
                validator.ValidateConfiguration();
            }
        });

        Assert.Contains(nameof(NoSocketStore), problem.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(StatefulStore), problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_KeyOfWhatOrleansCannotSerialize_StopsAndSaysWhatToAdd()
    {
        using var host = Build(static silo => silo.AddMusubi<KeepingSocket<Plain>>());

        var problem = Assert.Throws<Orleans.Runtime.OrleansConfigurationException>(() =>
        {
            foreach (var validator in host.Services.GetServices<IConfigurationValidator>())
            {
                validator.ValidateConfiguration();
            }
        });

        Assert.Equal(
            string.Join(Environment.NewLine, new[] { typeof(KeepingSocket<Plain>), typeof(KeepingStore<ImmutableArray<Plain>>) }.Select(static keeper =>
                $"{keeper}.Kept is a {typeof(Key<>).MakeGenericType(keeper.GenericTypeArguments[0])}, and Orleans cannot serialize {typeof(Plain)}. "
                + "Expected plain data, or a type with [GenerateSerializer] and with [Id(n)] on what it holds.")),
            problem.Message);
    }

    [Fact]
    public void Start_OptionsOutOfRange_Stops()
    {
        using var host = Build(static silo => silo.AddMusubi<RoomSocket>(static options => options.MaxTreeDepth = 0));

        var problem = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(nameof(MusubiOptions.MaxTreeDepth), problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddMusubi_SerializerOfTheSilo_SendsCollectionExpressionsAndJson()
    {
        using var host = Build(static silo => silo.AddMusubi<RoomSocket>());
        IReadOnlyList<int> list = [1, 2];
        var socket = new Socket().Assign("list", list).Assign("json", JsonElement.Parse("1.0"));

        var serializer = host.Services.GetRequiredService<Serializer>();
        var sent = serializer.Deserialize<Socket>(serializer.SerializeToArray(socket))!;

        Assert.Equal(list, (IReadOnlyList<int>)sent.Assigns["list"]!);
        Assert.Equal("1.0", ((JsonElement)sent.Assigns["json"]!).GetRawText());
        Assert.Equal(list, (IReadOnlyList<int>)host.Services.GetRequiredService<DeepCopier>().Copy(socket)!.Assigns["list"]!);
    }

    // Never started: what start-up checks is asked here, and no port is opened.
    private static IHost Build(Action<ISiloBuilder> configure) =>
        Host.CreateEmptyApplicationBuilder(null).UseOrleans(silo => configure(silo.UseLocalhostClustering())).Build();

    [Root<RoomStore>]
    private sealed class RoomSocket : MusubiSocket;

    [Root<ListStore>]
    private sealed class ListSocket : MusubiSocket;

    [Root<NoSocketStore>]
    [Root<StatefulStore>]
    private sealed class BrokenSocket : MusubiSocket;

    private sealed record Plain(int Value);

    [StoreName("Keeping")]
    private sealed class KeepingStore<T> : RootStore<KeepingState>
    {
        public static readonly Key<T> Kept = new("kept");

        public override KeepingState Render(Socket socket) => new(0);
    }

    private sealed record KeepingState(int Nothing);

    [Root<KeepingStore<ImmutableArray<Plain>>>]
    private sealed class KeepingSocket<T> : MusubiSocket
    {
        public static readonly Key<T> Kept = new("kept");
    }
}
