namespace Musubi.Gateway.Diagnostics;

/// <summary>What a topic is for.</summary>
internal enum ChannelKind
{
    /// <summary>One root.</summary>
    Root,

    /// <summary>All roots of a connection.</summary>
    Connection,

    /// <summary>One file on its way.</summary>
    Upload,
}
