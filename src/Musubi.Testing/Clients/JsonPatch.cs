using System.Globalization;
using System.Text.Json.Nodes;

namespace Musubi.Testing.Clients;

/// <summary>RFC 6902 by its letter, for the three operations that the wire has. Stricter than a client need be: an add to an object must not replace.</summary>
internal static class JsonPatch
{
    /// <summary>Applies operations in order.</summary>
    /// <returns>The document, which may be another one than it was.</returns>
    /// <exception cref="ExpectationException">An operation does not apply.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonArray operations)
    {
        foreach (var operation in operations)
        {
            document = Apply(document, operation!.AsObject());
        }

        return document;
    }

    private static JsonNode? Apply(JsonNode? document, JsonObject operation)
    {
        var op = (string)operation["op"]!;
        var path = (string)operation["path"]!;
        var value = op == "remove" || operation.ContainsKey("value") ? operation["value"]?.DeepClone() : throw Wrong(operation, "it has no value");
        if (path.Length == 0)
        {
            return op == "replace" ? value : throw Wrong(operation, "only a replace may name the whole document");
        }

        string[] steps = [.. path.Split('/').Skip(1).Select(static step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        switch (steps[..^1].Aggregate(document, (node, step) => Step(node, step, operation)))
        {
            case JsonObject parent:
                Apply(parent, op, steps[^1], value, operation);
                break;
            case JsonArray parent:
                Apply(parent, op, Index(steps[^1], operation), value, operation);
                break;
            default:
                throw Wrong(operation, "there is no object or list at its parent");
        }

        return document;
    }

    private static void Apply(JsonObject parent, string op, string name, JsonNode? value, JsonObject operation)
    {
        var there = parent.ContainsKey(name);
        switch (op)
        {
            case "add" when !there:
            case "replace" when there:
                parent[name] = value;
                break;
            case "remove" when there:
                parent.Remove(name);
                break;
            default:
                throw Wrong(operation, $"'{name}' is {(there ? "there" : "not there")}");
        }
    }

    private static void Apply(JsonArray parent, string op, int index, JsonNode? value, JsonObject operation)
    {
        switch (op)
        {
            case "add" when index <= parent.Count:
                parent.Insert(index, value);
                break;
            case "replace" when index < parent.Count:
                parent[index] = value;
                break;
            case "remove" when index < parent.Count:
                parent.RemoveAt(index);
                break;
            default:
                throw Wrong(operation, $"the list has {parent.Count} elements");
        }
    }

    private static JsonNode? Step(JsonNode? node, string step, JsonObject operation) => node switch
    {
        JsonObject parent when parent.TryGetPropertyValue(step, out var value) => value,
        JsonArray parent when Index(step, operation) is var index && index < parent.Count => parent[index],
        _ => throw Wrong(operation, $"there is nothing at '{step}'"),
    };

    private static int Index(string step, JsonObject operation) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw Wrong(operation, $"'{step}' is no index");

    private static ExpectationException Wrong(JsonObject operation, string why) =>
        new($"Expected an operation that applies to the client's document; got {operation.ToJsonString()}: {why}.");
}
