namespace Musubi.Inspector.Stores;

/// <summary>The inspector's own socket. Who may connect is up to the endpoint.</summary>
[Root<InspectorStore>]
internal sealed class InspectorSocket : MusubiSocket;
