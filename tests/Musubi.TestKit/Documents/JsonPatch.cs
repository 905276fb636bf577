using System.Globalization;
using System.Text.Json.Nodes;

namespace Musubi.TestKit.Documents;

/// <summary>RFC 6902 as clients apply it: add, remove and replace.</summary>
public static class JsonPatch
{
    /// <summary>The document that the operations make of this one, which is left as it is.</summary>
    /// <exception cref="ExpectationException">An operation is none of the three, or its path is not there.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonArray ops)
    {
        var result = document?.DeepClone();
        foreach (var op in ops)
        {
            result = Apply(result, op!.AsObject());
        }

        return result;
    }

    private static JsonNode? Apply(JsonNode? document, JsonObject op)
    {
        var name = (string)op["op"]!;
        var path = (string)op["path"]!;
        var value = name == "remove" ? null : op.ContainsKey("value") ? op["value"]?.DeepClone() : throw Wrong(op, "no value");
        if (path.Length == 0)
        {
            return name == "replace" ? value : throw Wrong(op, "only a replace may name the whole document");
        }

        string[] tokens = [.. path.Split('/')[1..].Select(static token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        var parent = tokens[..^1].Aggregate(document, (node, token) => Step(node, token, op));
        switch (parent)
        {
            case JsonObject target:
                Apply(target, name, tokens[^1], value, op);
                break;
            case JsonArray target:
                Apply(target, name, tokens[^1], value, op);
                break;
            default:
                throw Wrong(op, "its parent holds nothing");
        }

        return document;
    }

    private static void Apply(JsonObject target, string name, string key, JsonNode? value, JsonObject op)
    {
        if (name != "add" && !target.ContainsKey(key))
        {
            throw Wrong(op, "no such member");
        }

        switch (name)
        {
            case "add" or "replace":
                target[key] = value;
                break;
            case "remove":
                target.Remove(key);
                break;
            default:
                throw Wrong(op, "no such operation");
        }
    }

    private static void Apply(JsonArray target, string name, string token, JsonNode? value, JsonObject op)
    {
        var index = token == "-" && name == "add" ? target.Count : Index(token, op);
        if (index > target.Count || (name != "add" && index == target.Count))
        {
            throw Wrong(op, "no such element");
        }

        switch (name)
        {
            case "add":
                target.Insert(index, value);
                break;
            case "replace":
                target[index] = value;
                break;
            case "remove":
                target.RemoveAt(index);
                break;
            default:
                throw Wrong(op, "no such operation");
        }
    }

    private static JsonNode? Step(JsonNode? node, string token, JsonObject op) => node switch
    {
        JsonObject target when target.ContainsKey(token) => target[token],
        JsonArray target when Index(token, op) is var index && index < target.Count => target[index],
        _ => throw Wrong(op, $"nothing at '{token}'"),
    };

    private static int Index(string token, JsonObject op) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw Wrong(op, $"'{token}' is no index");

    private static ExpectationException Wrong(JsonObject op, string why) => new($"Expected an operation that applies; got {op.ToJsonString()}: {why}.");
}
