using System.Collections.Immutable;
using Musubi.Grains.Durable;
using Musubi.Grains.Resume;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores;

/// <summary>A mounted root on its way from one silo to another, or in a storage.</summary>
/// <param name="MountId">The mount.</param>
/// <param name="Observer">Where its pushes go.</param>
/// <param name="Root">The tree.</param>
/// <param name="Undelivered">The patches that its gateway may not have yet.</param>
/// <param name="Lost">The version of the last patch that was given up with more than state in it; 0 for none.</param>
/// <param name="TakesReceipts">Whether its gateway gives receipts.</param>
/// <param name="Waiting">The messages from outside that wait for the root's turn, in order: <see cref="InfoMessage"/> and <see cref="SendUpdateRequest"/>.</param>
/// <param name="Build">The <see cref="StoresBuild"/> that rendered what the client has.</param>
/// <param name="Number">The gateway's last call of this mount; 0 for none.</param>
/// <param name="Answer">The answer to it; null when the gateway has it.</param>
/// <param name="Resume">What its client takes it back with; null for one that ends with its client's socket.</param>
/// <param name="Log">Where its log is, for a durable root that moves; null for another, and in the storage.</param>
/// <param name="Crashes">When it crashed lately, in the storage.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.MovedMount")]
internal sealed record MovedMount(
    [property: Id(0)] long MountId,
    [property: Id(1)] IGatewayObserver? Observer,
    [property: Id(2)] RootState Root,
    [property: Id(3)] ImmutableArray<PatchEnvelope> Undelivered,
    [property: Id(4)] long Lost,
    [property: Id(5)] bool TakesReceipts = false,
    [property: Id(6)] ImmutableArray<object> Waiting = default,
    [property: Id(7)] string? Build = null,
    [property: Id(8)] long Number = 0,
    [property: Id(9)] object? Answer = null,
    [property: Id(10)] MovedResumption? Resume = null,
    [property: Id(11)] LogPosition? Log = null,
    [property: Id(12)] ImmutableArray<DateTimeOffset> Crashes = default);
