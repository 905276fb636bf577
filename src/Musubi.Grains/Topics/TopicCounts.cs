namespace Musubi.Grains.Topics;

/// <summary>How many stores of one root are subscribed to which topic. Most roots have one topic or none, and for these it makes nothing.</summary>
internal struct TopicCounts
{
    private string? _topic;
    private int _count;
    private Dictionary<string, int>? _many;

    public readonly bool Any => _many is not null ? _many.Count > 0 : _count > 0;

    public readonly bool Contains(string topic) =>
        _many is not null ? _many.ContainsKey(topic) : _count > 0 && string.Equals(_topic, topic, StringComparison.Ordinal);

    /// <summary>Counts one store more.</summary>
    /// <returns>Whether it is the topic's first.</returns>
    public bool Add(string topic)
    {
        if (_many is null && (_count == 0 || string.Equals(_topic, topic, StringComparison.Ordinal)))
        {
            _topic = topic;
            return ++_count == 1;
        }

        _many ??= new Dictionary<string, int>(StringComparer.Ordinal) { [_topic!] = _count };
        var count = _many[topic] = _many.GetValueOrDefault(topic) + 1;
        return count == 1;
    }

    /// <summary>Counts one store less, of those that were counted.</summary>
    /// <returns>Whether it was the topic's last.</returns>
    public bool Remove(string topic)
    {
        if (_many is null)
        {
            return --_count == 0;
        }

        if (--_many[topic] > 0)
        {
            return false;
        }

        _many.Remove(topic);
        return true;
    }

    /// <summary>The topics that are left, which are none from now on.</summary>
    public IReadOnlyCollection<string> Clear()
    {
        IReadOnlyCollection<string> topics = _many is not null ? _many.Keys : _count > 0 ? [_topic!] : [];
        (_topic, _count, _many) = (null, 0, null);
        return topics;
    }
}
