namespace Musubi.Gateway.Resume;

/// <summary>What a join's payload says about taking a root back.</summary>
/// <param name="IsAsked">Whether it says anything: a client that says nothing is served as if there were no such thing.</param>
/// <param name="Token">What the client was given; null for a client that has nothing to take back.</param>
/// <param name="Version">The version that it has.</param>
internal readonly record struct ResumeAsk(bool IsAsked, string? Token, long Version)
{
    public override string ToString() => nameof(ResumeAsk);
}
