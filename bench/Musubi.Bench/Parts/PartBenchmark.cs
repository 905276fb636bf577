using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Musubi.Bench.Load;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Sockets;
using Musubi.Gateway.Wire;
using Musubi.Grains.Documents;

namespace Musubi.Bench.Parts;

/// <summary>What happens to a command on its way through gateway and store, part by part, without the network and the grain call.</summary>
public class PartBenchmark
{
    private const string Topic = "musubi:connection:CounterStore:main";

    private readonly WireType<int> _number = WireType.For<int>();
    private Outbox _outbox = null!;
    // As a socket's buffer has it: reading may mend it in place.
    private readonly Memory<byte> _message = MusubiClient.Add.ToArray();
    private ReplyFrame _reply;
    private PatchFrame _patch;

    [GlobalSetup]
    public void Setup()
    {
        var metrics = new GatewayMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), TimeProvider.System);
        _outbox = new Outbox(new TakingSocket(), null, int.MaxValue, TimeProvider.System, metrics, "connection", NullLogger.Instance);
        _reply = new ReplyFrame("1", "2", Topic, Ok: true, default);
        _patch = new PatchFrame("1", Topic, "CounterStore:main", 41, 42, new PatchEnvelope(41, 42, PatchOfOneNumber()));
        // A benchmark of a wrong answer measures nothing.
        if (ReadCommand() != """{"by":1}""".Length)
        {
            throw new InvalidOperationException("Expected a command.");
        }
    }

    [Benchmark(Description = "read a command")]
    public int ReadCommand() => FrameReader.TryReadText(_message, default, out var frame)
        ? CommandPayload.Read(frame.Payload).Payload.Length
        : throw new InvalidOperationException("Expected a frame.");

    [Benchmark(Description = "write a patch's operation")]
    public ReadOnlyMemory<byte> PatchOfOneNumber()
    {
        var patch = PatchWriter.Rent();
        var root = patch.Push("/count");
        patch.Replace(42, _number);
        patch.Pop(root);
        return patch.Complete();
    }

    [Benchmark(Description = "write and send a reply")]
    public void WriteReply()
    {
        _outbox.Append(_reply);
        _outbox.Flush();
    }

    [Benchmark(Description = "write and send a reply and a patch")]
    public void WriteReplyAndPatch()
    {
        _outbox.Append(_reply);
        _outbox.Append(_patch);
        _outbox.Flush();
    }
}
