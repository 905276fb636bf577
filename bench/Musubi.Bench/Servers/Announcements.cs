namespace Musubi.Bench.Servers;

/// <summary>What every counter component of a process listens to.</summary>
internal sealed class Announcements
{
    public event Action? Announced;

    public void Announce() => Announced?.Invoke();
}
