using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Async;

/// <summary>A task came to something, or ran out of time.</summary>
/// <param name="Running">The task.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="End">The same, in a word for the metrics.</param>
internal sealed record AsyncFinished(RunningTask Running, AsyncOutcome<object?> Outcome, AsyncEnd End) : TreeMessage;
