namespace Musubi.Grains.Resume;

/// <summary>A root that waits for its client.</summary>
internal interface IDetachedRoot
{
    /// <summary>Hears that its client does not come any more. On any thread; returns at once.</summary>
    void GiveUp();
}
