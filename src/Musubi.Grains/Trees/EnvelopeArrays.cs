using Musubi.Grains.Diagnostics;
using Musubi.Grains.Diffing;
using Musubi.Grains.Events;

namespace Musubi.Grains.Trees;

/// <summary>Writes an envelope's arrays beside its patch operations, from what nodes send: stores by the length of their ids, and in a store as it asked.</summary>
internal sealed class EnvelopeArrays
{
    public ReadOnlyMemory<byte> StreamOps { get; private set; }

    public ReadOnlyMemory<byte> UploadOps { get; private set; }

    public ReadOnlyMemory<byte> Events { get; private set; }

    public int StreamOpCount { get; private set; }

    public int UploadOpCount { get; private set; }

    public int EventCount { get; private set; }

    public bool IsEmpty => StreamOps.IsEmpty && UploadOps.IsEmpty && Events.IsEmpty;

    /// <summary>Takes what the nodes send. A node that is gone sends nothing.</summary>
    public void Write(List<StoreNode> sending, GrainMetrics metrics)
    {
        (StreamOps, UploadOps, Events) = (default, default, default);
        (StreamOpCount, UploadOpCount, EventCount) = (0, 0, 0);
        if (sending.Count == 0)
        {
            return;
        }

        var nodes = sending.Where(static node => !node.Dropped).OrderBy(static node => node.Id.Depth).ToArray();
        (StreamOps, StreamOpCount) = WriteEach(nodes, (node, output, writer) =>
        {
            var before = writer.Count;
            Streams.StreamOps.Write(node.Id, StreamTable.Of(node.Socket), output.Streams, writer);
            if (writer.Count > before)
            {
                metrics.StreamFlushed(writer.Count - before, node.Definition.Name);
            }
        });
        (UploadOps, UploadOpCount) = WriteEach(nodes, static (node, output, writer) =>
        {
            if (output.Introduced)
            {
                foreach (var upload in node.Definition.Uploads)
                {
                    Uploads.UploadOps.WriteConfig(node.Id, upload, writer);
                }
            }

            foreach (var effect in output.Uploads)
            {
                Uploads.UploadOps.Write(node.Id, effect, writer);
            }
        });
        (Events, EventCount) = WriteEach(nodes, static (node, output, writer) => EventOps.Write(node.Id, output.Events, writer));
        foreach (var node in sending)
        {
            node.Output = null;
        }
    }

    private static (ReadOnlyMemory<byte> Array, int Count) WriteEach(StoreNode[] nodes, Action<StoreNode, NodeOutput, OperationsWriter> write)
    {
        var writer = OperationsWriter.Rent();
        foreach (var node in nodes)
        {
            write(node, node.Output!, writer);
        }

        var count = writer.Count;
        return (writer.Complete(), count);
    }
}
