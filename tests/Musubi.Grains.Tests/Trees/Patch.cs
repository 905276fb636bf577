using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson;
using Musubi.Testing.Clients;

namespace Musubi.Grains.Tests.Trees;

/// <summary>Applies patches: by RFC 6902's letter, and beside it by an implementation that is not ours, which must agree.</summary>
internal static class Patch
{
    public static JsonNode? Apply(JsonNode? document, ReadOnlySpan<byte> ops)
    {
        var operations = JsonNode.Parse(ops)!.AsArray();
        var result = JsonPatch.Apply(document?.DeepClone(), operations);

        // ASP.NET Core's implementation knows neither the whole document nor an empty name in a path.
        if (operations.All(static operation => (string)operation!["path"]! is { Length: > 0 } path && !$"{path}/".Contains("//", StringComparison.Ordinal)))
        {
            var other = document!.DeepClone();
            operations.Deserialize<JsonPatchDocument>()!.ApplyTo(other);
            Assert.True(JsonNode.DeepEquals(result, other), $"Two implementations disagree on {operations.ToJsonString()}");
        }

        return result;
    }
}
