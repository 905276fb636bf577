using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson;

namespace Musubi.Grains.Tests.Trees;

/// <summary>Applies patches: by RFC 6902's letter, and beside it by an implementation that is not ours, which must agree.</summary>
internal static class Patch
{
    public static JsonNode? Apply(JsonNode? document, ReadOnlySpan<byte> ops)
    {
        var operations = JsonNode.Parse(ops)!.AsArray();
        var result = ApplyStrictly(document?.DeepClone(), operations);

        // ASP.NET Core's implementation knows neither the whole document nor an empty name in a path.
        if (operations.All(static operation => (string)operation!["path"]! is { Length: > 0 } path && !$"{path}/".Contains("//", StringComparison.Ordinal)))
        {
            var other = document!.DeepClone();
            operations.Deserialize<JsonPatchDocument>()!.ApplyTo(other);
            Assert.True(JsonNode.DeepEquals(result, other), $"Two implementations disagree on {operations.ToJsonString()}");
        }

        return result;
    }

    private static JsonNode? ApplyStrictly(JsonNode? document, JsonArray operations)
    {
        foreach (var operation in operations)
        {
            var op = (string)operation!["op"]!;
            var value = operation["value"]?.DeepClone();
            var path = ((string)operation["path"]!).Split('/').Skip(1).Select(static step => step.Replace("~1", "/").Replace("~0", "~")).ToArray();
            if (path.Length == 0)
            {
                Assert.Equal("replace", op);
                document = value;
                continue;
            }

            var parent = path[..^1].Aggregate(document, static (node, step) => node is JsonArray list ? list[Index(step)] : node!.AsObject()[step]);
            switch (parent, op)
            {
                case (JsonArray list, "add"):
                    list.Insert(Index(path[^1]), value);
                    break;
                case (JsonArray list, "remove"):
                    list.RemoveAt(Index(path[^1]));
                    break;
                case (JsonArray list, "replace"):
                    list[Index(path[^1])] = value;
                    break;
                case (JsonObject map, "add"):
                    Assert.False(map.ContainsKey(path[^1]), "An add must not replace.");
                    map[path[^1]] = value;
                    break;
                case (JsonObject map, "remove"):
                    Assert.True(map.Remove(path[^1]), "A remove must find its target.");
                    break;
                case (JsonObject map, "replace"):
                    Assert.True(map.ContainsKey(path[^1]), "A replace must find its target.");
                    map[path[^1]] = value;
                    break;
                default:
                    Assert.Fail($"'{op}' at {operation["path"]} does not apply.");
                    break;
            }
        }

        return document;
    }

    private static int Index(string step) => int.Parse(step, NumberStyles.None, CultureInfo.InvariantCulture);
}
