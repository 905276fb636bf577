using System.Collections.Immutable;

namespace Musubi.Grains.Resume;

/// <summary>A <see cref="ResumableRoot"/> on its way from one silo to another.</summary>
/// <param name="Terms">How it is taken back.</param>
/// <param name="PreviousHash">Of the secret that it was taken back with last.</param>
/// <param name="Confirmed">Whether the client was heard of since.</param>
/// <param name="ConnectionKeys">The assigns that the connection brought.</param>
/// <param name="Recent">The patches that its client may not have.</param>
/// <param name="LostStreams">The version of the last that was given up with stream operations in it.</param>
/// <param name="LostEvents">The same with events.</param>
/// <param name="WaitsFor">How much longer it waits for its client; null when that is there.</param>
/// <param name="Answers">The answers that the client has not acknowledged.</param>
/// <param name="Acknowledged">The number up to which it has.</param>
/// <param name="Highest">The highest number that was run.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.MovedResumption")]
internal sealed record MovedResumption(
    [property: Id(0)] ResumeTerms Terms,
    [property: Id(1)] ReadOnlyMemory<byte> PreviousHash,
    [property: Id(2)] bool Confirmed,
    [property: Id(3)] ImmutableArray<string> ConnectionKeys,
    [property: Id(4)] ImmutableArray<PatchEnvelope> Recent,
    [property: Id(5)] long LostStreams,
    [property: Id(6)] long LostEvents,
    [property: Id(7)] TimeSpan? WaitsFor,
    [property: Id(8)] ImmutableArray<NumberedAnswer> Answers,
    [property: Id(9)] long Acknowledged,
    [property: Id(10)] long Highest);
