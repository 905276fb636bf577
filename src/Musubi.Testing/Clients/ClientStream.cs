using System.Text.Json.Nodes;

namespace Musubi.Testing.Clients;

/// <summary>The items of one stream as a client keeps them.</summary>
internal sealed class ClientStream
{
    private readonly List<(string Key, JsonNode? Item)> _items = [];

    public IEnumerable<JsonNode?> Items => _items.Select(static item => item.Item);

    public void Apply(JsonObject operation)
    {
        switch ((string)operation["op"]!)
        {
            case "reset":
                _items.Clear();
                break;
            case "insert":
                Insert((string)operation["item_key"]!, operation["item"]?.DeepClone(), (int)operation["at"]!, (int?)operation["limit"]);
                break;
            case "delete":
                Delete((string)operation["item_key"]!);
                break;
            default:
                throw new ExpectationException($"Expected a reset, an insert or a delete; got {operation.ToJsonString()}.");
        }
    }

    // An item that is there already leaves its place first, and the index counts without it.
    private void Insert(string key, JsonNode? item, int at, int? limit)
    {
        Delete(key);
        _items.Insert(at < 0 || at > _items.Count ? _items.Count : at, (key, item));
        if (limit is { } most && _items.Count - Math.Abs(most) is > 0 and var surplus)
        {
            _items.RemoveRange(most < 0 ? 0 : _items.Count - surplus, surplus);
        }
    }

    private void Delete(string key) => _items.RemoveAll(item => item.Key == key);
}
