using Musubi.Grains.Diagnostics;
using Musubi.Grains.Documents;
using Musubi.Grains.Events;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Trees;

/// <summary>An envelope's arrays beside its patch operations. Each is empty when nothing is in it.</summary>
internal readonly record struct EnvelopeArrays
{
    public ReadOnlyMemory<byte> StreamOps { get; private init; }

    public ReadOnlyMemory<byte> UploadOps { get; private init; }

    public ReadOnlyMemory<byte> Events { get; private init; }

    public int StreamOpCount { get; private init; }

    public int UploadOpCount { get; private init; }

    public int EventCount { get; private init; }

    public bool IsEmpty => StreamOps.IsEmpty && UploadOps.IsEmpty && Events.IsEmpty;

    /// <summary>Takes what nodes send, in their order, and in a node as it asked. A node that is gone sends nothing.</summary>
    public static EnvelopeArrays Write(List<StoreNode> nodes, GrainMetrics metrics)
    {
        var (streamOps, streamOpCount) = WriteEach(nodes, metrics, static (node, output, writer, metrics) =>
        {
            var before = writer.Count;
            Streams.StreamOps.Write(node.Id, node.Definition.Shape, StreamTable.Of(node.Socket), output.Streams, writer);
            if (writer.Count > before)
            {
                metrics.StreamFlushed(writer.Count - before, node.Definition.Name);
            }
        });
        var (uploadOps, uploadOpCount) = WriteEach(nodes, metrics, static (node, output, writer, _) =>
        {
            if (output.Announced)
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
        var (events, eventCount) = WriteEach(nodes, metrics, static (node, output, writer, _) => EventOps.Write(node.Id, output.Events, writer));
        foreach (var node in nodes)
        {
            node.Output = null;
        }

        return new EnvelopeArrays
        {
            StreamOps = streamOps,
            UploadOps = uploadOps,
            Events = events,
            StreamOpCount = streamOpCount,
            UploadOpCount = uploadOpCount,
            EventCount = eventCount,
        };
    }

    private static (ReadOnlyMemory<byte> Array, int Count) WriteEach(List<StoreNode> nodes, GrainMetrics metrics, Action<StoreNode, NodeOutput, OperationsWriter, GrainMetrics> write)
    {
        var writer = OperationsWriter.Rent();
        foreach (var node in nodes)
        {
            if (!node.Dropped)
            {
                write(node, node.Output!, writer, metrics);
            }
        }

        var count = writer.Count;
        return (writer.Complete(), count);
    }
}
