using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Musubi.Grains.Tests.Durable;

/// <summary>A durable root's client, which goes from one cluster to another that reads the same storage.</summary>
/// <param name="module">The root's store.</param>
/// <param name="id">The root's id. What the client says to take it back follows from it.</param>
/// <param name="mountId">The mount that it has; 0 for none.</param>
internal sealed class StoredPage(string module, string id, long mountId = 0)
{
    private readonly byte[] _owner = SHA256.HashData("ada"u8);
    private long _mountId = mountId;

    /// <summary>The root's key.</summary>
    public string Key { get; } = new StoreGrainKey(id, new RootId(module, id)).ToString();

    /// <summary>Mounts the root.</summary>
    public async Task MountAsync(IClusterClient cluster)
    {
        var answer = await Grain(cluster).Mount(new MountRequest(++_mountId, Params.Empty, new Socket().Assign("user", "ada"), null, Resume: TermsOf(_mountId)));
        Assert.Equal(MountOutcome.Mounted, answer.Outcome);
    }

    /// <summary>Runs a command, numbered as a client of ours does.</summary>
    public async Task<CommandAnswer> CommandAsync(IClusterClient cluster, string name, string payload = "{}", long cid = 0)
    {
        var answer = await Grain(cluster).Command(new CommandRequest(_mountId, 1, StoreId.Root, name, Encoding.UTF8.GetBytes(payload), Cid: cid));
        Assert.Equal(CommandOutcome.Handled, answer.Outcome);
        return answer;
    }

    /// <summary>Takes the root back as a page does that is loaded anew.</summary>
    /// <returns>What the server answers.</returns>
    public async Task<AttachAnswer> AttachAsync(IClusterClient cluster)
    {
        // What an activation has in memory may be older than what another cluster has written.
        await Activations.LoseAsync(cluster, Grain(cluster));
        var answer = await Grain(cluster).Attach(new AttachRequest(_mountId + 1, TermsOf(_mountId + 1), SecretOf(_mountId), 0, new Socket().Assign("user", "ada"), null));
        _mountId += answer.Outcome == AttachOutcome.Attached ? 1 : 0;
        return answer;
    }

    /// <summary>The same, of a root that is there.</summary>
    /// <returns>Its whole state.</returns>
    public async Task<JsonNode> TakeAsync(IClusterClient cluster)
    {
        var answer = await AttachAsync(cluster);
        Assert.Equal(AttachOutcome.Attached, answer.Outcome);
        return JsonNode.Parse(Assert.Single(answer.Missed).Ops.Span)![0]!["value"]!;
    }

    private IStoreGrain Grain(IClusterClient cluster) => cluster.GetGrain<IStoreGrain>(Key);

    private byte[] SecretOf(long mount) => SHA256.HashData(Encoding.UTF8.GetBytes($"{Key} {mount}"))[..16];

    private ResumeTerms TermsOf(long mount) => new(SHA256.HashData(SecretOf(mount)), _owner, IsKnown: true, TimeSpan.FromMinutes(1), "socket");
}
