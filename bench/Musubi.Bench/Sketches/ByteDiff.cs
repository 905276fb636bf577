using System.Text;
using System.Text.Json;

namespace Musubi.Bench.Sketches;

/// <summary>Design 2: renders to UTF-8 JSON, and compares the old bytes with the new ones, token by token.</summary>
/// <remarks>Objects of one type write their names in one order, so two readers walk them side by side. In a list they do not know
/// which elements belong together until they have read them, so a list is cut into its elements first, and their bytes compared.</remarks>
internal readonly ref struct ByteDiff(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, PatchOutput patch)
{
    private readonly ReadOnlySpan<byte> _before = before;
    private readonly ReadOnlySpan<byte> _after = after;

    public void Diff()
    {
        if (_before.SequenceEqual(_after))
        {
            return;
        }

        var old = new Utf8JsonReader(_before);
        var now = new Utf8JsonReader(_after);
        old.Read();
        now.Read();
        Value(ref old, ref now);
    }

    private void Value(ref Utf8JsonReader old, ref Utf8JsonReader now)
    {
        if (old.TokenType == JsonTokenType.StartObject && now.TokenType == JsonTokenType.StartObject)
        {
            Object(ref old, ref now);
        }
        else if (old.TokenType == JsonTokenType.StartArray && now.TokenType == JsonTokenType.StartArray)
        {
            List(ref old, ref now);
        }
        else if (old.TokenType != now.TokenType || !old.ValueSpan.SequenceEqual(now.ValueSpan))
        {
            var start = (int)now.TokenStartIndex;
            old.Skip();
            now.Skip();
            patch.WriteRaw("replace", _after[start..(int)now.BytesConsumed]);
        }
    }

    private void Object(ref Utf8JsonReader old, ref Utf8JsonReader now)
    {
        while (old.Read() && now.Read() && now.TokenType == JsonTokenType.PropertyName)
        {
            var name = now.ValueSpan;
            old.Read();
            now.Read();
            patch.Push(Encoding.UTF8.GetString(name));
            Value(ref old, ref now);
            patch.Pop();
        }
    }

    private void List(ref Utf8JsonReader old, ref Utf8JsonReader now)
    {
        var olds = Elements(ref old);
        var news = Elements(ref now);
        var shorter = Math.Min(olds.Count, news.Count);
        var head = 0;
        while (head < shorter && _before[olds[head]].SequenceEqual(_after[news[head]]))
        {
            head++;
        }

        var tail = 0;
        while (tail < shorter - head && _before[olds[^(tail + 1)]].SequenceEqual(_after[news[^(tail + 1)]]))
        {
            tail++;
        }

        var paired = shorter - tail;
        for (var i = head; i < paired; i++)
        {
            patch.Push(i);
            new ByteDiff(_before[olds[i]], _after[news[i]], patch).Diff();
            patch.Pop();
        }

        for (var i = olds.Count - tail - 1; i >= paired; i--)
        {
            patch.Push(i);
            patch.Remove();
            patch.Pop();
        }

        for (var i = paired; i < news.Count - tail; i++)
        {
            patch.Push(i);
            patch.WriteRaw("add", _after[news[i]]);
            patch.Pop();
        }
    }

    private static List<Range> Elements(ref Utf8JsonReader list)
    {
        var elements = new List<Range>();
        while (list.Read() && list.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)list.TokenStartIndex;
            list.Skip();
            elements.Add(start..(int)list.BytesConsumed);
        }

        return elements;
    }
}
