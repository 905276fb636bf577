using System.Text.Json;
using System.Text.Json.Nodes;

namespace Musubi.Testing.Clients;

/// <summary>The client of a page: what it holds after every patch so far.</summary>
internal sealed class PageClient
{
    // A tree of stores may be deeper than .NET reads by default; a browser has no such limit.
    internal static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly Dictionary<(StoreId StoreId, string Name), ClientStream> _streams = [];
    private readonly List<ClientEvent> _events = [];
    private readonly List<PatchEnvelope> _patches = [];

    /// <summary>The document; null before the first patch.</summary>
    public JsonNode? Document { get; private set; }

    public IReadOnlyList<PatchEnvelope> Patches => _patches;

    /// <summary>The version that the last patch led to; 0 before the first.</summary>
    public long Version => _patches.Count == 0 ? 0 : _patches[^1].Version;

    /// <summary>The events that no test has taken yet, oldest first.</summary>
    public IReadOnlyList<ClientEvent> Events => _events;

    /// <exception cref="ExpectationException">The patch does not follow the last one, or does not apply.</exception>
    public void Apply(PatchEnvelope patch)
    {
        // After a resume a patch that replaces the whole state may lead further.
        var ops = Array(patch.Ops);
        var isWhole = ops is [var only] && (string?)only!["path"] == "";
        if (patch.BaseVersion != Version || (patch.Version != Version + 1 && !isWhole))
        {
            throw new ExpectationException($"Expected a patch from version {Version} to {Version + 1}; got one from {patch.BaseVersion} to {patch.Version}.");
        }

        ApplyState(patch, ops);
        _events.AddRange(Array(patch.Events).Select(pushed => new ClientEvent((string)pushed!["name"]!, pushed["payload"], StoreIdOf(pushed), patch.Version)));
    }

    /// <summary>Has the last patches never come. Events of earlier ones stay as they are, taken or not.</summary>
    public void Miss(int count)
    {
        var left = _patches[..^count];
        _patches.Clear();
        _streams.Clear();
        Document = null;
        foreach (var patch in left)
        {
            ApplyState(patch, Array(patch.Ops));
        }

        _events.RemoveAll(heard => heard.Version > Version);
    }

    private void ApplyState(PatchEnvelope patch, JsonArray ops)
    {
        _patches.Add(patch);
        Document = JsonPatch.Apply(Document, ops);
        foreach (var operation in Array(patch.StreamOps))
        {
            var (storeId, name) = (StoreIdOf(operation!), (string)operation!["stream"]!);
            if (!_streams.TryGetValue((storeId, name), out var stream))
            {
                _streams.Add((storeId, name), stream = new ClientStream());
            }

            stream.Apply(operation.AsObject());
        }

        if (_streams.Count > 0)
        {
            DropStreamsOfLostStores();
        }
    }

    public IEnumerable<JsonNode?> Items(StoreId storeId, string stream) => _streams.TryGetValue((storeId, stream), out var items) ? items.Items : [];

    /// <summary>Takes an event; null when no such one is left.</summary>
    public ClientEvent? Take(Predicate<ClientEvent> match)
    {
        var index = _events.FindIndex(match);
        if (index < 0)
        {
            return null;
        }

        var taken = _events[index];
        _events.RemoveAt(index);
        return taken;
    }

    private static JsonArray Array(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span, documentOptions: AnyDepth)!.AsArray();

    private static StoreId StoreIdOf(JsonNode operation) => StoreId.Of([.. operation["store_id"]!.AsArray().Select(static segment => (string)segment!)]);

    // A store that comes back is a new one, and its streams start empty.
    private void DropStreamsOfLostStores()
    {
        var there = new HashSet<StoreId>();
        Visit(Document);
        foreach (var stream in _streams.Keys.Where(stream => !there.Contains(stream.StoreId)).ToArray())
        {
            _streams.Remove(stream);
        }

        void Visit(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject map:
                    if (map["__musubi_store_id__"] is JsonArray id)
                    {
                        there.Add(StoreId.Of([.. id.Select(static segment => (string)segment!)]));
                    }

                    foreach (var (_, value) in map)
                    {
                        Visit(value);
                    }

                    break;
                case JsonArray list:
                    foreach (var element in list)
                    {
                        Visit(element);
                    }

                    break;
            }
        }
    }
}
