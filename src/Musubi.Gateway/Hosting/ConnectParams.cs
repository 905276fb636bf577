using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace Musubi.Gateway.Hosting;

/// <summary>The query as params, nested as Plug nests it: <c>a=1</c>, <c>a[b]=1</c>, <c>a[]=1&amp;a[]=2</c>.</summary>
/// <remarks>Every value is a string. Of a name given twice the last counts, also when the two nest differently.</remarks>
internal static class ConnectParams
{
    private const int MaxDepth = 8;
    private const int MaxCount = 256;

    /// <returns>False when there are too many, or they nest too deep.</returns>
    public static bool TryRead(IEnumerable<KeyValuePair<string, StringValues>> query, [NotNullWhen(true)] out Params? result)
    {
        result = null;
        var root = new Dictionary<string, object?>(StringComparer.Ordinal);
        var count = 0;
        foreach (var (name, values) in query)
        {
            foreach (var value in values)
            {
                if (++count > MaxCount || Split(name) is not { Length: <= MaxDepth } path)
                {
                    return false;
                }

                Put(root, path, value ?? "");
            }
        }

        result = Params.Of(root);
        return true;
    }

    // "a[b][]" is a, b, and an empty name for "one more". A name that is not of that form is taken as it is.
    private static string[] Split(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        return open > 0 && name.EndsWith(']')
            ? [name[..open], .. name[(open + 1)..^1].Split("][")]
            : [name];
    }

    private static void Put(Dictionary<string, object?> root, ReadOnlySpan<string> path, string value)
    {
        var map = root;
        var name = path[0];
        foreach (var next in path[1..])
        {
            if (next.Length == 0)
            {
                // A list ends the path: what Plug nests below one has no name that a second pair could mean.
                if (!(map.TryGetValue(name, out var found) && found is List<object?> list))
                {
                    map[name] = list = [];
                }

                list.Add(value);
                return;
            }

            if (!(map.TryGetValue(name, out var inner) && inner is Dictionary<string, object?> below))
            {
                map[name] = below = new Dictionary<string, object?>(StringComparer.Ordinal);
            }

            map = below;
            name = next;
        }

        map[name] = value;
    }
}
