using System.Collections.Immutable;

namespace Musubi.Grains.Declarations;

/// <summary>A store is declared wrongly. Start-up reports it; the message says what was expected beside what came, on a line for each problem.</summary>
internal sealed class StoreDeclarationException(params IEnumerable<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>What is wrong, one sentence or two for each.</summary>
    public ImmutableArray<string> Problems { get; } = [.. problems];
}
