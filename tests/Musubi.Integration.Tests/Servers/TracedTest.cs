using System.Diagnostics;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Traces;

namespace Musubi.Integration.Tests.Servers;

/// <summary>A test that finds the activities of its own socket among those of the whole process.</summary>
public abstract class TracedTest<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    /// <summary>The gateway's source.</summary>
    protected const string Gateway = "Musubi.Gateway";

    /// <summary>The silo's source.</summary>
    protected const string Grains = "Musubi.Grains";

    /// <summary>The trace that the socket's request belongs to.</summary>
    protected ActivityTraceId Request { get; } = ActivityTraceId.CreateRandom();

    /// <summary>Connects as a part of the test's own trace, by which its activities are known.</summary>
    protected Task<PhoenixClient> ConnectAsync(TestServer? server = null) => PhoenixClient.ConnectAsync(
        PhoenixClient.Endpoint((server ?? Server).Address, "vsn=2.0.0&current_user=connect-user"),
        options => options.SetRequestHeader("traceparent", $"00-{Request}-{ActivitySpanId.CreateRandom()}-01"),
        CancellationToken);

    /// <summary>The next trace's first activity that belongs to a frame of this test's socket.</summary>
    protected Task<Activity> FrameAsync(TraceRecorder traces, string name) => traces.StoppedAsync(
        activity => activity.Source.Name == Gateway && activity.OperationName == name && activity.Links.Any(link => link.Context.TraceId == Request),
        $"{name} of this test",
        CancellationToken);

    /// <summary>The one activity of that name that a parent has in a room.</summary>
    protected static Activity Child(IReadOnlyList<Activity> trace, Activity parent, string source, string name) =>
        Assert.Single(trace, activity => activity.ParentSpanId == parent.SpanId && activity.Source.Name == source && activity.OperationName == name);
}
