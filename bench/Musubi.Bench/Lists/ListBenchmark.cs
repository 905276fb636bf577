using System.Text.Json;
using BenchmarkDotNet.Attributes;
using JsonDiffPatchDotNet;
using Musubi.Bench.Sketches;
using Musubi.Grains.Documents;
using Newtonsoft.Json.Linq;

namespace Musubi.Bench.Lists;

/// <summary>Finds the patch between two renders of a list, by each design, by the product and by a library that compares documents.</summary>
public class ListBenchmark
{
    private readonly PatchOutput _patch = new();
    private readonly JsonDiffPatch _library = new();
    private readonly WireType<Page> _shape = WireType.For<Page>();
    private Page _before = null!;
    private Page _after = null!;
    private byte[] _beforeBytes = null!;
    private JToken _beforeDocument = null!;
    private JToken _afterDocument = null!;

    [ParamsAllValues]
    public Change Change { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_before, _after) = Change.Pages();
        _beforeBytes = Serialize(_before);
        (_beforeDocument, _afterDocument) = (Document(_before), Document(_after));

        // A benchmark of a wrong patch measures nothing.
        var typed = Typed();
        var (_, bytes) = Bytes();
        var product = Product();
        if (!typed.AsSpan().SequenceEqual(bytes) || !typed.AsSpan().SequenceEqual(product.IsEmpty ? "[]"u8 : product.Span))
        {
            throw new InvalidOperationException($"The designs find different patches for {Change}.");
        }

        // Its patches have a form of their own; what counts is where they lead.
        if (!JToken.DeepEquals(_afterDocument, _library.Patch(_beforeDocument, DocumentsBuilt())))
        {
            throw new InvalidOperationException($"The library's patch for {Change} does not lead to the new document.");
        }
    }

    [Benchmark(Description = "typed values (sketch)")]
    public byte[] Typed()
    {
        _patch.Begin();
        TypedDiff<Page>.Instance.Diff(_before, _after, _patch);
        return _patch.Complete();
    }

    /// <returns>The new bytes too, since the next render is compared with them.</returns>
    [Benchmark(Description = "JSON bytes (sketch)")]
    public (byte[] Document, byte[] Patch) Bytes()
    {
        var document = Serialize(_after);
        _patch.Begin();
        new ByteDiff(_beforeBytes, document, _patch).Diff();
        return (document, _patch.Complete());
    }

    [Benchmark(Description = "the product")]
    public ReadOnlyMemory<byte> Product()
    {
        var patch = PatchWriter.Rent();
        _shape.Diff(_before, _after, patch);
        return patch.Complete();
    }

    [Benchmark(Description = "serializing alone")]
    public byte[] Serializing() => Serialize(_after);

    [Benchmark(Description = "JsonDiffPatch.Net, documents built")]
    public JToken? DocumentsBuilt() => _library.Diff(_beforeDocument, _afterDocument);

    /// <returns>The new document too, since the next render is compared with it.</returns>
    [Benchmark(Description = "JsonDiffPatch.Net, building the new document")]
    public (JToken Document, JToken? Patch) BuildingDocument()
    {
        var document = Document(_after);
        return (document, _library.Diff(_beforeDocument, document));
    }

    private static JToken Document(Page page) => JToken.Parse(JsonSerializer.Serialize(page, WireJson.Options));

    private static byte[] Serialize(Page page) => JsonSerializer.SerializeToUtf8Bytes(page, WireJson.Options);
}
