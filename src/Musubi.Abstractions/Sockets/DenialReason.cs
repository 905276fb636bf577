namespace Musubi;

/// <summary>Why a socket's callback denies: exactly these four.</summary>
public enum DenialReason
{
    /// <summary>The client is not who it must be; also what a bare error means.</summary>
    Unauthorized,

    /// <summary>What it asks for is not there.</summary>
    NotFound,

    /// <summary>Its params are wrong.</summary>
    InvalidParams,

    /// <summary>The client is known, and may not.</summary>
    Forbidden,
}
