using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace Musubi.TestKit.Documents;

/// <summary>The instruments that a page of the documentation lists, and those that there are.</summary>
public static partial class InstrumentPage
{
    /// <summary>The rows of a page's tables, as name, kind and unit.</summary>
    /// <param name="page">The page's file in <c>docs</c>.</param>
    public static IEnumerable<string> Listed(string page) =>
        Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", page))).Select(static row => $"{row.Groups[1]} {row.Groups[2]} {row.Groups[3]}").Order(StringComparer.Ordinal);

    /// <summary>What a meter has, in the same words.</summary>
    /// <param name="meter">The meter's name.</param>
    /// <param name="create">Makes the meter.</param>
    public static IEnumerable<string> Published(string meter, Action create)
    {
        var published = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == meter)
            {
                lock (published)
                {
                    published.Add($"{instrument.Name} {KindOf(instrument)} {instrument.Unit}");
                }
            }
        };
        listener.Start();
        create();
        return published;
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "UpDownCounter" => "up-down counter",
        "Counter" => "counter",
        _ => "histogram",
    };

    [GeneratedRegex(@"^\| `(musubi\.[\w.]+)` \| (up-down counter|counter|histogram) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
