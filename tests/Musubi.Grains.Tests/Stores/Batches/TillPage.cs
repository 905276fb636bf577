using System.Security.Cryptography;
using System.Text;
using Musubi.Grains.Tests.Durable;

namespace Musubi.Grains.Tests.Stores.Batches;

/// <summary>A till's gateway and client in one: it asks so many commands in a call as it is told to, asks again what was left, comes back when the root crashed, and writes down what it hears.</summary>
internal sealed class TillPage(IClusterClient cluster, bool isDurable)
{
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly List<string> _heard = [];
    private byte[] _secret = [];
    private long _mountId;
    private long _number;
    private long _delivered;
    private long _seen;
    private bool _wasLoaded;

    public string Key => new StoreGrainKey(_id, new RootId(isDurable ? "KeptTill" : "OpenTill", _id)).ToString();

    public IStoreGrain Grain => cluster.GetGrain<IStoreGrain>(Key);

    /// <summary>Answers and patches, in order. With their versions, until the page came back, since a storage does not hold those in which nothing changed.</summary>
    public IReadOnlyList<string> Heard => _heard;

    /// <summary>How many calls were made.</summary>
    public int Calls { get; private set; }

    /// <summary>A command of this page, which is not sent yet.</summary>
    public CommandRequest Ask(string name, string payload = "{}", StoreId? store = null, long cid = 0) =>
        new(_mountId, _delivered, store ?? StoreId.Root, name, Encoding.UTF8.GetBytes(payload), Cid: cid, Ack: Math.Max(0, cid - 20));

    /// <summary>Puts commands into one call.</summary>
    public CommandRequest Together(params IReadOnlyList<CommandRequest> commands)
    {
        var number = _number += commands.Count;
        return commands.Reverse().Aggregate((CommandRequest?)null, (next, command) => command with { MountId = _mountId, Delivered = _delivered, Number = number--, Next = next })!;
    }

    /// <summary>Sends one call.</summary>
    /// <returns>The answers.</returns>
    public async Task<IReadOnlyList<CommandAnswer>> SendAsync(CommandRequest first)
    {
        Calls++;
        var answers = new List<CommandAnswer>();
        for (var answer = await Grain.Command(first); answer is not null; answer = answer.Next)
        {
            answers.Add(answer);
            _heard.Add($"{answer.Outcome} {Text(answer.Outcome == CommandOutcome.Crashed ? default : answer.Reply)}{Take(answer.Patch)}");
        }

        return answers;
    }

    /// <summary>Sends commands, so many together as it is told each time.</summary>
    public async Task RunAsync(IReadOnlyList<CommandRequest> commands, Func<int> together)
    {
        for (var next = 0; next < commands.Count;)
        {
            var answers = await SendAsync(Together([.. commands.Skip(next).Take(together())]));
            next += answers.Count;
            if (answers[^1].Outcome == CommandOutcome.Crashed)
            {
                await (isDurable ? ReturnAsync() : MountAsync());
            }
        }
    }

    public async Task MountAsync()
    {
        var answer = await Grain.Mount(new MountRequest(++_mountId, Params.Empty, new Socket(), null, Resume: Next()));
        Assert.Equal(MountOutcome.Mounted, answer.Outcome);
        (_delivered, _seen, _number) = (0, 0, 0);
        Take(answer.Patch);
    }

    /// <summary>Comes back to what is stored, and hears what it missed.</summary>
    public async Task ReturnAsync()
    {
        _wasLoaded = true;
        foreach (var missed in (await AttachAsync(_seen)).Missed)
        {
            _heard.AddRange(missed.IsEmpty ? [] : [$"missed{Take(missed)}"]);
            _delivered = missed.Version;
        }
    }

    /// <summary>The whole state, as a client gets it that has nothing.</summary>
    public async Task<string> WholeAsync()
    {
        _wasLoaded = true;
        var whole = Assert.Single((await AttachAsync(0)).Missed);
        _delivered = whole.Version;
        return Text(whole.Ops);
    }

    public Task LoseActivationAsync() => Activations.LoseAsync(cluster, Grain);

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    private string Take(PatchEnvelope? patch)
    {
        if (patch is null)
        {
            return "";
        }

        Assert.Equal(_delivered, patch.BaseVersion);
        _delivered = patch.Version;
        _seen = patch.IsEmpty ? _seen : patch.Version;
        return $" {(_wasLoaded ? "" : patch.Version)} {Text(patch.Ops)} {Text(patch.StreamOps)} {Text(patch.Events)}";
    }

    private async Task<AttachAnswer> AttachAsync(long version)
    {
        var secret = _secret;
        var answer = await Grain.Attach(new AttachRequest(++_mountId, Next(), secret, version, new Socket(), null));
        Assert.Equal(AttachOutcome.Attached, answer.Outcome);
        (_delivered, _number) = (answer.Version, 0);
        return answer;
    }

    private ResumeTerms Next()
    {
        _secret = RandomNumberGenerator.GetBytes(16);
        return new ResumeTerms(SHA256.HashData(_secret), SHA256.HashData("ada"u8), IsKnown: true, TimeSpan.FromMinutes(1), "socket");
    }
}
