namespace Musubi.Packages.Tests;

/// <summary>One code block of a guide.</summary>
internal abstract record GuideStep
{
    /// <summary>A file to write.</summary>
    public sealed record Source(string Path, string Text) : GuideStep;

    /// <summary>Commands to run.</summary>
    public sealed record Commands(string Text) : GuideStep;

    /// <summary>A command that runs until it is stopped.</summary>
    public sealed record Service(string Text) : GuideStep;
}
