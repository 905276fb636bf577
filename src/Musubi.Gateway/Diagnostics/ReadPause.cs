namespace Musubi.Gateway.Diagnostics;

/// <summary>Why a socket was not read for a while.</summary>
internal enum ReadPause
{
    /// <summary>Its client had sent more frames than it may in that time.</summary>
    Rate,

    /// <summary>As much waited for its roots or its files as may.</summary>
    Pending,

    /// <summary>Its client took less than was sent to it.</summary>
    Outgoing,
}
