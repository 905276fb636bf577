namespace Musubi.TestKit.Durable;

/// <summary>What a <see cref="FaultyRootLog"/> does with a call.</summary>
public enum RootLogFault
{
    /// <summary>Passes it on.</summary>
    None,

    /// <summary>Fails it, before the storage has heard of it.</summary>
    ThrowBefore,

    /// <summary>Fails it, after the storage has done it: the answer is lost.</summary>
    ThrowAfter,

    /// <summary>Holds it before the storage has heard of it, until <see cref="FaultyRootLog.Release"/> or the caller's cancellation.</summary>
    HangBefore,

    /// <summary>Holds the answer.</summary>
    HangAfter,

    /// <summary>Lets another writer take the root first, so that the storage itself refuses an append. Other calls are passed on.</summary>
    Fence,
}
