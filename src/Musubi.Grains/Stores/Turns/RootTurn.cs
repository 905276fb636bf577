using Microsoft.Extensions.Logging;
using Musubi.Durable;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>What is asked of a mounted root in one turn, and what the answers are. The turn itself is the same for all: see <see cref="StoreGrain"/>.</summary>
/// <typeparam name="TRequest">What comes in.</typeparam>
/// <typeparam name="TAnswer">What goes out.</typeparam>
internal abstract class RootTurn<TRequest, TAnswer>
{
    /// <summary>The answer of a grain that has no such mount.</summary>
    public abstract TAnswer NotMounted { get; }

    /// <summary>The answer of a root that crashed over it.</summary>
    public abstract TAnswer Crashed(Exception exception);

    /// <summary>The answer of a root that could not write down what it came to, and was let go.</summary>
    /// <exception cref="RootUnavailableException">Somebody waits for it, and may ask again.</exception>
    public virtual TAnswer Unavailable => throw new RootUnavailableException();

    /// <summary>Whether nobody waits for the answer, so that what the turn changed is pushed to the gateway.</summary>
    public virtual bool IsPushed => false;

    public abstract Cycle Measure(GrainMetrics metrics, string root, TRequest request);

    /// <summary>Runs the callbacks and renders.</summary>
    public abstract ValueTask<TAnswer> Run(StoreTree tree, TRequest request);

    /// <summary>Completes the answer when the callbacks are through, and writes down how it went.</summary>
    public abstract TAnswer Complete(in Cycle cycle, StoreTree tree, TRequest request, TAnswer answer);

    /// <summary>What the turn changed; null when nothing.</summary>
    public abstract PatchEnvelope? PatchOf(TAnswer answer);

    /// <summary>What somebody who watches the root is shown of it: what kind of thing came in, and what it is called.</summary>
    public abstract (string Kind, string Name) NameOf(TRequest request);

    /// <summary>What somebody who watches the root is shown of how it ended.</summary>
    public abstract string OutcomeOf(TAnswer answer);

    /// <summary>Writes down that the root crashed.</summary>
    public abstract void Crash(in Cycle cycle, ILogger log, TRequest request, Exception exception);
}
