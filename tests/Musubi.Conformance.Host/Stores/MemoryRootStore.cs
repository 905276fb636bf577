namespace Musubi.Conformance.Host.Stores;

/// <summary>A sum that lives in memory alone.</summary>
[StoreName("Musubi.WireCapture.Stores.MemoryRootStore")]
public sealed class MemoryRootStore : SumStore;
