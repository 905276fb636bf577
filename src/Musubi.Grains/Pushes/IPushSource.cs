namespace Musubi.Grains.Pushes;

/// <summary>Whoever pushed, and waits for the gateway's word.</summary>
internal interface IPushSource
{
    /// <summary>Whether it has ended, so that nobody needs its pushes any more.</summary>
    bool HasEnded { get; }

    /// <summary>What its gateway is told when the whole cluster ends; null when there is nothing to tell, because it comes back from its storage.</summary>
    RootPush? Farewell => null;

    /// <summary>Hears up to which version the gateway's client has what was pushed. On any thread.</summary>
    void OnReceipt(long delivered);

    /// <summary>Hears that the cluster knows the gateway to be gone. On any thread.</summary>
    void OnGatewayGone();
}
