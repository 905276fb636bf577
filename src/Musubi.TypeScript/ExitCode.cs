namespace Musubi.TypeScript;

/// <summary>What the tool exits with.</summary>
internal static class ExitCode
{
    /// <summary>The file is written, or was up to date.</summary>
    public const int Done = 0;

    /// <summary>With <c>--check</c>: the file is missing, or is not what the stores say.</summary>
    public const int Stale = 1;

    /// <summary>Wrong arguments, or an application whose stores cannot be read.</summary>
    public const int Broken = 2;

    /// <summary>The file cannot be read or written.</summary>
    public const int NoFile = 3;

    /// <summary>A fault of the tool, or of the runtime below it.</summary>
    public const int Failed = 4;

    /// <summary>What the process that runs as the application adds to its code: what the application itself ends its process with is then none of ours.</summary>
    public const int Inside = 160;
}
