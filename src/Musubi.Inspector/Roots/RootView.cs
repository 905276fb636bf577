using System.Collections.Immutable;
using Musubi.Grains.Watches;

namespace Musubi.Inspector.Roots;

/// <summary>One mounted root, as far as an operator may see it.</summary>
/// <param name="Line">What the list says of it.</param>
/// <param name="Socket">The socket that its client is on, or was on last.</param>
/// <param name="Gateway">The process that its client is connected to; null while it is on no socket.</param>
/// <param name="Peer">Where its client connected from, if that is known.</param>
/// <param name="UserAgent">What its client says that it is.</param>
/// <param name="IsStored">Whether it is in a storage.</param>
/// <param name="IsBusy">Whether a callback of it runs, or waits for something. Its state is shown when that has ended.</param>
/// <param name="UndeliveredPatches">Patches that its client is not known to have.</param>
/// <param name="UndeliveredBytes">How large they are.</param>
/// <param name="WaitingMessages">Messages that wait for its turn.</param>
/// <param name="DropsMessages">Whether messages are dropped, because more wait than may.</param>
/// <param name="Topics">The topics that it is subscribed to.</param>
/// <param name="Tasks">The tasks that run beside it.</param>
/// <param name="State">Its document as its client has it, in JSON; cut off where it is long, and null while it is busy.</param>
/// <param name="Stores">Its stores, parents first.</param>
/// <param name="MoreStores">How many stores it has besides.</param>
/// <param name="Turns">Its last turns since somebody looks, the last one first.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.inspector.RootView")]
internal sealed record RootView(
    [property: Id(0)] RootLine Line,
    [property: Id(1)] string Socket,
    [property: Id(2)] string? Gateway,
    [property: Id(3)] string? Peer,
    [property: Id(4)] string? UserAgent,
    [property: Id(5)] bool IsStored,
    [property: Id(6)] bool IsBusy,
    [property: Id(7)] int UndeliveredPatches,
    [property: Id(8)] int UndeliveredBytes,
    [property: Id(9)] int WaitingMessages,
    [property: Id(10)] bool DropsMessages,
    [property: Id(11)] ImmutableArray<string> Topics,
    [property: Id(12)] ImmutableArray<string> Tasks,
    [property: Id(13)] string? State,
    [property: Id(14)] ImmutableArray<StoreView> Stores,
    [property: Id(15)] int MoreStores,
    [property: Id(16)] ImmutableArray<WatchedTurn> Turns);
