namespace Musubi.Grains.Topics;

/// <summary>A subscription of a root that sleeps, which the silo hears for it. A struct beside the root's key: there are many, and they wait for long.</summary>
/// <param name="Hold">Those of the same gateway.</param>
/// <param name="Number">Another one for each time that it falls asleep, so that what is late on its way changes nothing of the next.</param>
/// <param name="HasMissed">Whether a message came that it could not be woken for, so that it is told when it wakes.</param>
internal readonly record struct Sleeper(SleepHold Hold, int Number, bool HasMissed = false);
