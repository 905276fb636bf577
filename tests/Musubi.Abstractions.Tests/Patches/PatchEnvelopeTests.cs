using System.Text;

namespace Musubi.Tests.Patches;

public sealed class PatchEnvelopeTests
{
    [Fact]
    public void Lists_NotGiven_AreEmptyArrays()
    {
        var patch = new PatchEnvelope(0, 1, default);

        Assert.All([patch.Ops, patch.StreamOps, patch.UploadOps, patch.Events], static list => Assert.Equal("[]", Encoding.UTF8.GetString(list.Span)));
    }

    [Fact]
    public void Lists_Given_AreKeptAsTheyCame()
    {
        var ops = """[{"op":"remove","path":"/a"}]"""u8.ToArray();

        Assert.Equal(ops, new PatchEnvelope(3, 4, ops).Ops);
    }
}
