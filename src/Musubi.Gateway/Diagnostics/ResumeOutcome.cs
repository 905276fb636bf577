namespace Musubi.Gateway.Diagnostics;

/// <summary>What became of a client's wish to have a root back.</summary>
internal enum ResumeOutcome
{
    /// <summary>It has it.</summary>
    Resumed,

    /// <summary>The root was not there, or not the client's: it was mounted anew.</summary>
    Missed,

    /// <summary>The socket had named too many that were not there, so that none was asked: the root was mounted anew.</summary>
    Refused,
}
