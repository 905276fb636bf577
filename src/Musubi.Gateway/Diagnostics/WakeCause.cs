namespace Musubi.Gateway.Diagnostics;

/// <summary>Why a root that slept is awake.</summary>
internal enum WakeCause
{
    /// <summary>Its client asked something of it.</summary>
    Call,

    /// <summary>It had something to say: a message from outside had woken it.</summary>
    Push,

    /// <summary>Its time had come: a timer is near, or its storage would have forgotten it.</summary>
    Due,

    /// <summary>The silo that heard topics for it does not say any more that it is there.</summary>
    Lapsed,
}
