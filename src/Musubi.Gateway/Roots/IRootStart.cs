using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>One of the ways in which a root begins: what its grain is asked, and what the answer makes of the root. A struct, so that a page that opens makes no object for it.</summary>
internal interface IRootStart<TAnswer>
    where TAnswer : class
{
    /// <summary>Asks the grain. One try, which throws.</summary>
    ValueTask<TAnswer> AskAsync();

    /// <summary>Whether the grain is at it, which is asked when no answer comes: a mount may take long, and one that is begun anew whenever it is slow would never end.</summary>
    ValueTask<bool> IsUnderWayAsync();

    /// <summary>The answer to what never left and never will; null for what was lost on its way.</summary>
    TAnswer? Unsent(Exception exception);

    /// <summary>Writes down what came of it.</summary>
    void End(Exchange exchange, TAnswer answer);

    /// <summary>Tells the client, and begins or ends the root. Under the lock.</summary>
    /// <param name="answer">The answer; null when none came.</param>
    /// <param name="failure">What to tell the client when none came.</param>
    void Take(TAnswer? answer, Refusal failure);
}
