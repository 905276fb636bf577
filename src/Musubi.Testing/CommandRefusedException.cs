namespace Musubi.Testing;

/// <summary>A command did not reach a handler; the page lives on, and a client would have got an error for its reply.</summary>
public sealed class CommandRefusedException : Exception
{
    internal CommandRefusedException(CommandOutcome outcome, string message)
        : base(message) => Outcome = outcome;

    /// <summary>Why: <see cref="CommandOutcome.UnknownStore"/> or <see cref="CommandOutcome.UnknownCommand"/>.</summary>
    public CommandOutcome Outcome { get; }
}
