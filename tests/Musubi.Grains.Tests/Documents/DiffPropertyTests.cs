using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CsCheck;
using Musubi.Grains.Documents;
using Musubi.Grains.Tests.Trees;

namespace Musubi.Grains.Tests.Documents;

/// <summary>For any two documents, our patch applied to the first gives the second, by an implementation that is not ours.</summary>
public class DiffPropertyTests
{
    private static readonly Gen<string> Key = Gen.OneOf(OneOf("a", "b", "c", "x/y", "~", "é", "", "~1", "\"q\""), Gen.String[Gen.Char['a', 'e'], 0, 2]);

    private static readonly Gen<object?> Scalar = Gen.OneOf<object?>(
        Gen.Bool.Select(static _ => (object?)null),
        Gen.Bool.Select(static value => (object?)value),
        Gen.Int[0, 3].Select(static value => (object?)value),
        OneOf("", "a", "b", "ü\u2028").Select(static value => (object?)value));

    /// <summary>Any JSON document, with names and values that differ little, so that two of them have something in common.</summary>
    internal static readonly Gen<object?> Document = Gen.Recursive<object?>(static (depth, inner) => depth > 3
        ? Scalar
        : Gen.OneOf(
            Scalar,
            inner.Array[0, 6].Select(static items => (object?)items.ToImmutableArray()),
            Gen.Dictionary(Key, inner)[0, 4].Select(static map => (object?)map.ToImmutableDictionary())));

    private static readonly Gen<ImmutableArray<object?>> List = Document.Array[0, 12].Select(static items => items.ToImmutableArray());

    [Fact]
    public void Diff_AnyTwoDocuments_LeadsFromOneToTheOther() =>
        Gen.Select(Document, Document).Sample(static (before, after) => Leads(new Any(before), new Any(after)), iter: 5_000);

    [Fact]
    public void Diff_AnyTwoLists_LeadsFromOneToTheOther() =>
        Gen.Select(List, List).Sample(static (before, after) => Leads(new Any(before), new Any(after)), iter: 5_000);

    [Fact]
    public void Diff_ListShuffledCutAndChanged_LeadsFromOneToTheOther() =>
        Gen.Select(List, Gen.Int[0, int.MaxValue], Document).Sample(
            static (before, seed, extra) =>
            {
                var random = new Random(seed);
                var after = before.ToList();
                for (var change = random.Next(4); change > 0; change--)
                {
                    var at = random.Next(after.Count + 1);
                    switch (random.Next(3))
                    {
                        case 0 when at < after.Count:
                            after.RemoveAt(at);
                            break;
                        case 1 when at < after.Count:
                            var moved = after[at];
                            after.RemoveAt(at);
                            after.Insert(random.Next(after.Count + 1), moved);
                            break;
                        default:
                            after.Insert(at, extra);
                            break;
                    }
                }

                return Leads(new Any(before), new Any(after.ToImmutableArray()));
            },
            iter: 5_000);

    [Fact]
    public void Diff_EqualDocuments_IsEmpty() =>
        Document.Sample(
            static document =>
            {
                var copy = Copy(document);
                return Diff(new Any(document), new Any(copy)).IsEmpty && WireType.For<Any>().Hash(new Any(document)) == WireType.For<Any>().Hash(new Any(copy));
            },
            iter: 2_000);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static object? Copy(object? value) => value switch
    {
        ImmutableArray<object?> list => list.Select(Copy).ToImmutableArray(),
        ImmutableDictionary<string, object?> map => map.ToImmutableDictionary(static entry => entry.Key, static entry => Copy(entry.Value)),
        _ => value,
    };

    private static bool Leads(Any before, Any after)
    {
        var ops = Diff(before, after);
        var applied = ops.IsEmpty ? Json(before) : Patch.Apply(Json(before), ops.Span);
        return JsonNode.DeepEquals(applied, Json(after));
    }

    private static ReadOnlyMemory<byte> Diff(Any before, Any after)
    {
        var patch = PatchWriter.Rent();
        WireType.For<Any>().Diff(before, after, patch);
        return patch.Complete();
    }

    private static JsonNode Json(Any value) => JsonNode.Parse(DocumentWriter.WriteAlone(value, WireType.For<Any>()).Span)!;

    private sealed record Any(object? Value);
}
