using System.Collections.Immutable;

namespace Musubi;

/// <summary>Which of a store's assigns are marked, by their index.</summary>
/// <remarks>An immutable value: a bit for each of the first 64, and a set of the others, which hardly any store has.</remarks>
[GenerateSerializer, Immutable, Alias("musubi.v1.Marks")]
internal readonly struct Marks
{
    private const int Bits = 64;

    [Id(0)]
    private readonly ulong _bits;
    [Id(1)]
    private readonly ImmutableHashSet<int>? _others;

    private Marks(ulong bits, ImmutableHashSet<int>? others) => (_bits, _others) = (bits, others);

    public bool Any => _bits != 0 || _others is not null;

    public bool Has(int index) => index < Bits ? (_bits & Bit(index)) != 0 : _others is not null && _others.Contains(index);

    public Marks With(int index) => index < Bits ? new(_bits | Bit(index), _others) : new(_bits, (_others ?? []).Add(index));

    private static ulong Bit(int index) => 1UL << index;
}
