using System.Globalization;
using System.Text;
using System.Text.Json;
using Musubi.Durable;
using Musubi.Grains.Stores;

namespace Musubi.Grains.Tests.Durable;

/// <summary>What a released format wrote, checked in: a snapshot, the records after it, what they hold in words, and the types that they are made of.</summary>
/// <remarks>A folder is never changed. When what is written has grown, <c>MUSUBI_GOLDEN=v1.1</c> beside the tests makes the next one, from <see cref="GoldenStore"/>.</remarks>
internal sealed class Golden(string version)
{
    private const string Types = "types.txt";
    private const string Holds = "holds.txt";

    private static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Durable", "Golden");

    /// <summary>The name of one that is to be written; null for none.</summary>
    public static string? Wanted => Environment.GetEnvironmentVariable("MUSUBI_GOLDEN");

    /// <summary>All of them, the newest last.</summary>
    public static IReadOnlyList<string> Versions { get; } = [.. Directory.GetDirectories(Root).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>The types that today's code writes, as the newest has them.</summary>
    public string TypesThen => Read(Types);

    /// <summary>What it holds, in words.</summary>
    public string HeldThen => Read(Holds);

    /// <summary>The files, as a log gives them.</summary>
    public StoredRoot Stored
    {
        get
        {
            var folder = Path.Combine(Root, version);
            ReadOnlyMemory<byte>[] records = [.. Directory.GetFiles(folder, "record-*.bin").Order(StringComparer.Ordinal).Select(static file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file))];
            return new StoredRoot(1, records.Length + 1, File.ReadAllBytes(Path.Combine(folder, "snapshot.bin")), [.. records]);
        }
    }

    /// <summary>Writes a new one beside the sources.</summary>
    public static async Task WriteAsync(string version, StoredRoot stored, MovedMount mount)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Sources(), version)).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "snapshot.bin"), stored.Snapshot.ToArray());
        for (var i = 0; i < stored.Records.Length; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"record-{i + 1:00}.bin")), stored.Records[i].ToArray());
        }

        await File.WriteAllTextAsync(Path.Combine(folder, Types), DurableTypes.Describe());
        await File.WriteAllTextAsync(Path.Combine(folder, Holds), Describe(mount));
    }

    /// <summary>What a mount holds, in words.</summary>
    public static string Describe(MovedMount mount)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"mount {mount.MountId}, version {mount.Root.Version}, call {mount.Number}\n");
        foreach (var store in mount.Root.Stores.OrderBy(static store => store.Id.ToString(), StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"store {store.Id} {store.Store}, root {store.Socket.Root}\n");
            foreach (var (key, value) in store.Socket.Assigns)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {key} = {Text(value)}\n");
            }

            foreach (var (key, value) in store.Socket.Private.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"  private {key}: {value?.GetType().Name}\n");
            }

            foreach (var timer in store.Timers)
            {
                text.Append(CultureInfo.InvariantCulture, $"  timer {timer.Name} due {timer.Due:O}: {timer.Message}\n");
            }
        }

        foreach (var patch in mount.Undelivered)
        {
            text.Append(CultureInfo.InvariantCulture, $"patch {patch.BaseVersion} to {patch.Version}: {Text(patch.Ops)} {Text(patch.StreamOps)} {Text(patch.UploadOps)} {Text(patch.Events)}\n");
        }

        var resume = mount.Resume!;
        text.Append(CultureInfo.InvariantCulture, $"resume {Convert.ToHexStringLower(resume.Terms.SecretHash.Span)}, keys {string.Join(' ', resume.ConnectionKeys)}, recent {resume.Recent.Length}, highest {resume.Highest}\n");
        foreach (var answer in resume.Answers)
        {
            text.Append(CultureInfo.InvariantCulture, $"answer {answer.Number}: {answer.Answer.Outcome} {Text(answer.Answer.Reply)}\n");
        }

        return text.ToString();
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    private static string Text(object? value) => value switch
    {
        null => "null",
        AsyncResult result => $"{result.Status} {Text(result.Untyped)} {result.Reason}",
        _ => $"{value.GetType().Name} {JsonSerializer.Serialize(value, value.GetType())}",
    };

    private string Read(string file) => File.ReadAllText(Path.Combine(Root, version, file));

    private static string Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Musubi.Orleans.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "tests", "Musubi.Grains.Tests", "Durable", "Golden");
    }
}
