namespace Musubi.Grains.Stores;

/// <summary>What became of writing down what a turn came to.</summary>
internal enum SaveOutcome
{
    /// <summary>It is kept, or there was nothing to keep.</summary>
    Saved,

    /// <summary>Another activation has the root. This one has let it go.</summary>
    Fenced,

    /// <summary>It could not be written in time. The root was let go, and the next activation finds it as it is stored.</summary>
    Unavailable,
}
