namespace Musubi.Conformance.Host.Stores;

/// <summary>A sum that is kept in the storage which <c>Musubi:Durable</c> names.</summary>
[StoreName("Musubi.WireCapture.Stores.DurableRootStore")]
[Durable]
public sealed class DurableRootStore : SumStore;
