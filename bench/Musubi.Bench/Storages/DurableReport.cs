using System.Globalization;
using System.Text;
using Musubi.Bench.Load;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Storages;

/// <summary>What a closed loop of durable commands found, beside the same commands without a storage: for each contender the median of its samples.</summary>
internal sealed class DurableReport(IReadOnlyList<(Contender Contender, List<LoopSample> Samples)> rows)
{
    public string Table()
    {
        var markdown = new StringBuilder("| server | µs of CPU per command | and of the storage | both, to not durable | bytes allocated | commands/s | p50 ms | p99 ms |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var (contender, samples) in rows)
        {
            var (cpu, p99) = (Of(samples, static sample => sample.Cpu), Of(samples, static sample => sample.P99));
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {contender.Name} | {cpu.Median:N1} ({cpu.Least:N1} to {cpu.Greatest:N1}) | {Of(samples, static sample => sample.StorageCpu).Median:N1} | {Both(samples) / Both(WithoutStorage(contender)):N2} | {Of(samples, static sample => sample.Allocated).Median:N0} | {Of(samples, static sample => sample.Rate).Median:N0} | {Of(samples, static sample => sample.P50).Median:N2} | {p99.Median:N2} ({p99.Least:N2} to {p99.Greatest:N2}) |\n");
        }

        return markdown.ToString();
    }

    public IEnumerable<Target> Targets() => rows
        .Where(static row => row.Contender.Storage is { Process: not null })
        .Select(row => Target.Ratio($"CPU per command and of its storage, {row.Contender.Name}, to not durable", Both(row.Samples), Both(WithoutStorage(row.Contender)), 2.3));

    private static double Both(List<LoopSample> samples) => Of(samples, static sample => sample.Cpu + sample.StorageCpu).Median;

    // The runtime's count of allocated bytes has been seen to go backwards in a round, which is then no measurement of them; no other figure can.
    private static Spread Of(List<LoopSample> samples, Func<LoopSample, double> figure) => Spread.Of(samples.Select(figure).Where(static figure => figure >= 0));

    private List<LoopSample> WithoutStorage(Contender contender) =>
        rows.Single(row => row.Contender.Storage is null && row.Contender.Roles.SequenceEqual(contender.Roles)).Samples;
}
