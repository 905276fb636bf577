using System.Globalization;

namespace Musubi.Bench.Storages;

/// <summary>A process with those that it started, as Linux counts them.</summary>
internal static class ProcessTree
{
    // Linux' unit for everybody but its kernel: sysconf(_SC_CLK_TCK) is 100 on every machine that .NET runs on.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Processor time of a process and of its children, also of those that have ended since.</summary>
    public static TimeSpan CpuOf(int process) => Directory.EnumerateDirectories("/proc")
        .Select(static folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(static id => id > 0)
        .Select(id => Read(id) is { } stat && (id == process || stat.Parent == process) ? stat.Cpu : TimeSpan.Zero)
        .Aggregate(TimeSpan.Zero, static (sum, cpu) => sum + cpu);

    private static (int Parent, TimeSpan Cpu)? Read(int process)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{process}/stat");
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }

        // What follows the program's name, which may hold anything: state, parent, and from the eleventh on the user's and the system's time, and the same of children that ended.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = fields[11..15].Sum(static field => long.Parse(field, CultureInfo.InvariantCulture));
        return (int.Parse(fields[1], CultureInfo.InvariantCulture), Tick * ticks);
    }
}
