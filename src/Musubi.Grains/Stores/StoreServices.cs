using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Musubi.Durable;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Durable;
using Musubi.Grains.Nodes;
using Musubi.Grains.Pushes;
using Musubi.Grains.Resume;
using Musubi.Grains.Topics;
using Musubi.Grains.Watches;

namespace Musubi.Grains.Stores;

/// <summary>What every root of this silo works with: one for all of them, since there are many.</summary>
internal sealed class StoreServices(
    StoreCatalog catalog,
    AssignCheck assignCheck,
    TopicSubscriptions topics,
    PushOutboxes outboxes,
    IOptions<MusubiOptions> options,
    TimeProvider time,
    IUploadStore uploads,
    GrainMetrics metrics,
    RootReferences references,
    StoresBuild build,
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    DetachedRoots detached,
    MountCodec codec,
    LogMetrics logMetrics,
    SiloRepeats repeats,
    ILogger<StoreGrain> logger,
    ILogger<RootLogWriter> writerLogger,
    IRootLog? log = null)
{
    public StoreCatalog Catalog { get; } = catalog;

    public AssignCheck AssignCheck { get; } = assignCheck;

    public TopicSubscriptions Topics { get; } = topics;

    public PushOutboxes Outboxes { get; } = outboxes;

    public MusubiOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public IUploadStore Uploads { get; } = uploads;

    public GrainMetrics Metrics { get; } = metrics;

    /// <summary>References to roots.</summary>
    public RootReferences References { get; } = references;

    /// <summary>This silo.</summary>
    public SiloAddress Address => self.SiloAddress;

    /// <summary>What it renders with.</summary>
    public StoresBuild Build { get; } = build;

    /// <summary>The roots that wait for their clients.</summary>
    public DetachedRoots Detached { get; } = detached;

    /// <summary>The roots that somebody watches.</summary>
    public RootWatches Watches { get; } = new(time);

    /// <summary>Whether there is no other silo that roots could move to.</summary>
    public bool IsAlone => !membership.CurrentSnapshot.Members.Values.Any(silo => silo.Status == SiloStatus.Active && !silo.SiloAddress.Equals(self.SiloAddress));

    /// <summary>Whether the cluster ends with this silo, so that no root is to begin here.</summary>
    public bool IsEnding { get; set; }

    public ILogger Logger { get; } = repeats.Over(logger);

    /// <summary>Where durable roots are kept; null when the host named no storage.</summary>
    public RootLogWriter? Log { get; } = log is null ? null : new(log, time, logMetrics, writerLogger);

    /// <summary>What is measured of that.</summary>
    public LogMetrics LogMetrics { get; } = logMetrics;

    /// <summary>Writes what is kept.</summary>
    public MountCodec Codec { get; } = codec;
}
